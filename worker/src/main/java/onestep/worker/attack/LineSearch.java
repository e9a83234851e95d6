package onestep.worker.attack;

import onestep.contract.cell.Footprint;

/**
 * Finds the smallest step at which a function φ with φ(0) &gt; 0 stops being positive: a scan on a
 * grid up to the first value that is not positive, then ITP in the bracket (Oliveira and Takahashi
 * 2020), a bracketing method that is superlinear on smooth functions and never slower than
 * bisection plus {@value #SLACK} steps.
 *
 * <p>The caller evaluates: it asks for steps and reports values, so that many searches share one
 * product. Steps are float32 numbers, as they are where φ is evaluated.
 */
final class LineSearch {

  private static final double RELATIVE_TOLERANCE = 1e-6;

  /** How far ITP may fall behind bisection, in halvings. */
  private static final int SLACK = 2;

  /**
   * How far a proposal moves from the secant's root to the bracket's middle: this × width² / first
   * width, so that a nearly linear φ is enclosed from both sides.
   */
  private static final double TRUNCATION = 0.02;

  private final double spacing;
  private final double limit;
  private final int gridSteps;
  private final double valueError;
  private final double stepError;

  private int scanned;
  private Outcome outcome;
  private boolean undecided;
  private boolean refining;
  private double below;
  private double above;
  private double valueBelow;
  private double valueAbove;
  private double firstWidth;
  private int refinements;

  /**
   * A search in (0, limit].
   *
   * @param value φ(0), positive
   * @param spacing of the grid
   * @param gridSteps steps of the grid; the last one is the limit
   * @param valueError rounding error of a value: a nonzero value within it has no sign
   * @param stepError absolute tolerance of the result
   */
  LineSearch(
      double value,
      double spacing,
      double limit,
      int gridSteps,
      double valueError,
      double stepError) {
    this.valueBelow = value;
    this.spacing = spacing;
    this.limit = limit;
    this.gridSteps = gridSteps;
    this.valueError = valueError;
    this.stepError = stepError;
  }

  /** Whether the outcome is known. */
  boolean done() {
    return outcome != null;
  }

  /** The outcome of a search that is done. */
  Outcome outcome() {
    return outcome;
  }

  /** The smallest step found, at which φ was evaluated and was not positive; NaN without one. */
  double step() {
    return outcome == Outcome.FLIPPED ? above : Double.NaN;
  }

  /**
   * Proposes steps at which to evaluate φ.
   *
   * @param steps receives the steps from {@code offset} on
   * @param most how many at most; a refinement takes one
   * @return how many
   */
  int propose(float[] steps, int offset, int most) {
    if (refining) {
      steps[offset] = (float) proposal();
      return 1;
    }
    int count = Math.min(most, gridSteps - scanned);
    for (int i = 0; i < count; i++) {
      steps[offset + i] = gridStep(scanned + i + 1);
    }
    return count;
  }

  /** Takes the values of φ at the steps proposed last, in order. */
  void observe(float[] steps, double[] values, int offset, int count) {
    if (refining) {
      refine(steps[offset], values[offset]);
      return;
    }
    for (int i = offset; i < offset + count && !refining && !done(); i++) {
      scan(steps[i], values[i]);
    }
  }

  private float gridStep(int number) {
    float step = (float) (number == gridSteps ? limit : number * spacing);
    return step > limit ? Math.nextDown(step) : step;
  }

  private void scan(double step, double value) {
    scanned++;
    if (value != 0 && Math.abs(value) <= valueError) {
      undecided = true; // the next sign tells whether φ crosses here or only comes near
    } else if (value <= 0) {
      above = step;
      valueAbove = value;
      firstWidth = above - below;
      refining = true;
      finishIfNarrow();
      return;
    } else if (undecided) {
      outcome = Outcome.UNRESOLVED;
      return;
    } else {
      below = step;
      valueBelow = value;
    }
    if (scanned == gridSteps) {
      outcome = undecided ? Outcome.UNRESOLVED : Outcome.NOT_FLIPPED;
    }
  }

  private void refine(double step, double value) {
    refinements++;
    if (value <= 0) {
      above = step;
      valueAbove = value;
    } else {
      below = step;
      valueBelow = value;
    }
    finishIfNarrow();
  }

  private void finishIfNarrow() {
    float between = (float) proposal();
    boolean indivisible = between <= below || between >= above;
    if (above - below <= tolerance() || indivisible || refinements == Footprint.MAX_REFINEMENTS) {
      outcome = Outcome.FLIPPED;
    }
  }

  private double tolerance() {
    return Math.max(RELATIVE_TOLERANCE * above, stepError);
  }

  private double proposal() {
    double width = above - below;
    double middle = below + width / 2;
    if (valueAbove == 0) {
      return middle; // φ has died out there: no slope to go by
    }
    double secant = below + width * (valueBelow / (valueBelow - valueAbove));
    // Never so close to the secant's root that a rounding error decides the side.
    double truncation = Math.max(TRUNCATION * width * width / firstWidth, 0.4 * tolerance());
    double toMiddle = middle - secant;
    double proposal =
        Math.abs(toMiddle) <= truncation ? middle : secant + Math.copySign(truncation, toMiddle);
    double reach = firstWidth * Math.scalb(1.0, SLACK - refinements - 1) - width / 2;
    double offset = proposal - middle;
    return Math.abs(offset) <= reach
        ? proposal
        : middle + Math.copySign(Math.max(reach, 0), offset);
  }
}
