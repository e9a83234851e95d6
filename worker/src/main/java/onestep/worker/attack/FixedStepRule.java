package onestep.worker.attack;

import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.worker.network.Lines;

/** The step of Theorems 1 and 2: looks at f(x + s η ∇f(x)) for one η, of all points at once. */
final class FixedStepRule implements StepRule {

  private final FixedStep spec;

  FixedStepRule(FixedStep spec) {
    this.spec = spec;
  }

  @Override
  public void end(Lines lines, LineStarts starts, Trials trials) {
    int[] points = starts.searched();
    float[] steps = new float[points.length];
    for (int i = 0; i < points.length; i++) {
      steps[i] = (float) (spec.step() * starts.unit(points[i]));
    }
    double[] values = lines.values(points, steps);
    for (int i = 0; i < points.length; i++) {
      int j = points[i];
      trials.checkFinite(starts.point(j), "f at step " + steps[i], values[i]);
      Outcome outcome = outcome(starts.height(j, values[i]), starts.valueError(j));
      trials.end(starts.point(j), outcome, outcome == Outcome.FLIPPED ? steps[i] : Double.NaN);
    }
  }

  /** What a value says that would be positive had its sign not changed. */
  private static Outcome outcome(double height, double error) {
    if (height != 0 && Math.abs(height) <= error) {
      return Outcome.UNRESOLVED;
    }
    return height > 0 ? Outcome.NOT_FLIPPED : Outcome.FLIPPED;
  }
}
