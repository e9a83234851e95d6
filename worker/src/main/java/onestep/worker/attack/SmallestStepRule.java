package onestep.worker.attack;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Rays;
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

  /**
   * Finds the crossings and looks whether f, evaluated, has the other sign just past them. One look
   * nearly always shows it; crossings so flat that rounding hides it get two more, further out.
   */
  private void walkKinks(Lines lines, LineStarts starts, Trials trials) {
    int[] points = starts.searched();
    double[] limits = IntStream.of(points).mapToDouble(j -> limit(starts, j)).toArray();
    double[] errors = IntStream.of(points).mapToDouble(starts::stepError).toArray();
    double[] crossings = new double[points.length];
    double[] values = new double[points.length];
    lines.firstCrossings(new Rays(points, limits, BEYOND[0], errors), crossings, values);
    int open = 0;
    for (int i = 0; i < points.length; i++) {
      int j = points[i];
      if (Double.isNaN(crossings[i])) {
        trials.end(starts.point(j), Outcome.NOT_FLIPPED, Double.NaN);
      } else if (!hasFlipped(starts, j, crossings[i], values[i], trials)) {
        points[open] = j;
        crossings[open++] = crossings[i];
      }
    }
    for (int look = 1; look < BEYOND.length && open > 0; look++) {
      open = lookFurther(lines, starts, points, crossings, open, BEYOND[look], trials);
    }
    for (int i = 0; i < open; i++) {
      trials.end(starts.point(points[i]), Outcome.UNRESOLVED, Double.NaN);
    }
  }

  /** Looks at the first so many points again; returns how many are still open, moved to front. */
  private static int lookFurther(
      Lines lines,
      LineStarts starts,
      int[] points,
      double[] crossings,
      int count,
      double relative,
      Trials trials) {
    float[] steps = new float[count];
    for (int i = 0; i < count; i++) {
      steps[i] = (float) (crossings[i] * (1 + relative) + starts.stepError(points[i]));
    }
    double[] values = lines.values(Arrays.copyOf(points, count), steps);
    int open = 0;
    for (int i = 0; i < count; i++) {
      if (!hasFlipped(starts, points[i], crossings[i], values[i], trials)) {
        points[open] = points[i];
        crossings[open++] = crossings[i];
      }
    }
    return open;
  }

  /** Ends the trial of a point whose f, evaluated past its crossing, has the other sign. */
  private static boolean hasFlipped(
      LineStarts starts, int j, double crossing, double value, Trials trials) {
    trials.checkFinite(starts.point(j), "f just past the crossing", value);
    boolean flipped = starts.height(j, value) <= 0;
    if (flipped) {
      trials.end(starts.point(j), Outcome.FLIPPED, crossing);
    }
    return flipped;
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
        limit(starts, j),
        gridSteps,
        starts.valueError(j),
        starts.stepError(j));
  }

  private double limit(LineStarts starts, int j) {
    return spec.maxStep() * starts.unit(j);
  }
}
