package onestep.worker.attack;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.worker.network.Lines;

/**
 * The paper's search (Section 4): the smallest η in (0, max_step] with sign f(x + s η p) ≠ sign
 * f(x), s = -sign f(x); the paper's p is ∇f(x).
 *
 * <p>One hidden layer with a piecewise linear ψ is solved exactly, from the kinks of t ↦ f(x + s t
 * p). Other networks are scanned at the attack's resolution up to the first sign change, which is
 * then refined; all points still searched share each product.
 */
final class SmallestStepRule implements StepRule {

  /** Distances past an exact crossing, relative to it, at which the new sign is looked for. */
  private static final double[] BEYOND = {1e-6, 1.6e-5, 2.56e-4};

  private final AttackSpec spec;
  private final boolean exact;
  private final int gridSteps;
  private final IntUnaryOperator columnsPerPass;

  /**
   * The rule for networks of a model.
   *
   * @param spec its search: largest step and resolution
   * @param columnsPerPass columns that a pass of the scan should have after so many steps, never
   *     fewer than before: more steps of each point are evaluated together while fewer points are
   *     searched
   */
  SmallestStepRule(AttackSpec spec, ModelSpec model, IntUnaryOperator columnsPerPass) {
    this.spec = spec;
    this.exact = model.hasExactCrossings();
    this.gridSteps = Footprint.scanSteps(spec);
    this.columnsPerPass = columnsPerPass;
  }

  @Override
  public void end(Lines lines, LineStarts starts, Trials trials) {
    if (exact) {
      walkKinks(lines, starts, trials);
    } else {
      scan(lines, starts, trials);
    }
  }

  private void walkKinks(Lines lines, LineStarts starts, Trials trials) {
    for (int j : starts.searched()) {
      double crossing = lines.firstCrossing(j, spec.maxStep() * starts.unit(j));
      if (Double.isNaN(crossing)) {
        trials.end(starts.point(j), Outcome.NOT_FLIPPED, Double.NaN);
      } else if (flippedBeyond(lines, starts, j, crossing, trials)) {
        trials.end(starts.point(j), Outcome.FLIPPED, crossing);
      } else {
        trials.end(starts.point(j), Outcome.UNRESOLVED, Double.NaN);
      }
    }
  }

  /**
   * Whether f, evaluated, has the other sign just past a crossing. One look nearly always does; a
   * crossing so flat that rounding hides it gets two more, further out.
   */
  private static boolean flippedBeyond(
      Lines lines, LineStarts starts, int j, double crossing, Trials trials) {
    for (double relative : BEYOND) {
      float step = (float) (crossing * (1 + relative) + starts.stepError(j));
      double value = lines.values(new int[] {j}, new float[] {step})[0];
      trials.checkFinite(starts.point(j), "f just past the crossing", value);
      if (starts.height(j, value) <= 0) {
        return true;
      }
    }
    return false;
  }

  private void scan(Lines lines, LineStarts starts, Trials trials) {
    int[] searched = starts.searched();
    int active = searched.length;
    LineSearch[] searches = new LineSearch[starts.count()];
    for (int j : searched) {
      searches[j] = search(starts, j);
    }
    int columns = Math.max(starts.count(), columnsPerPass.applyAsInt(gridSteps));
    int[] points = new int[columns];
    float[] steps = new float[columns];
    int scanned = 0;
    while (active > 0) {
      int each = Math.max(1, columnsPerPass.applyAsInt(scanned) / active);
      scanned = Math.min(gridSteps, scanned + each);
      int used = 0;
      for (int i = 0; i < active; i++) {
        int proposed = searches[searched[i]].propose(steps, used, each);
        Arrays.fill(points, used, used + proposed, searched[i]);
        used += proposed;
      }
      double[] values = lines.values(Arrays.copyOf(points, used), Arrays.copyOf(steps, used));
      int still = 0;
      for (int from = 0; from < used; ) {
        int j = points[from];
        int to = from;
        while (to < used && points[to] == j) {
          trials.checkFinite(starts.point(j), "f at step " + steps[to], values[to]);
          values[to] = starts.height(j, values[to]);
          to++;
        }
        searches[j].observe(steps, values, from, to - from);
        if (searches[j].done()) {
          trials.end(starts.point(j), searches[j].outcome(), searches[j].step());
        } else {
          searched[still++] = j;
        }
        from = to;
      }
      active = still;
    }
  }

  private LineSearch search(LineStarts starts, int j) {
    return new LineSearch(
        starts.height(j),
        spec.resolution() * starts.unit(j),
        spec.maxStep() * starts.unit(j),
        gridSteps,
        starts.valueError(j),
        starts.stepError(j));
  }
}
