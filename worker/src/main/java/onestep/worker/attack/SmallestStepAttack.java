package onestep.worker.attack;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.Footprint;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Lines;
import onestep.worker.network.Network;

/**
 * The paper's attack (Section 4): the smallest η in (0, max_step] with sign f(x + s η ∇f(x)) ≠ sign
 * f(x), s = -sign f(x).
 *
 * <p>One hidden layer with a piecewise linear ψ is solved exactly, from the kinks of t ↦ f(x + s t
 * ∇f). Other networks are scanned at the attack's resolution up to the first sign change, which is
 * then refined; all points still searched share each product.
 */
final class SmallestStepAttack {

  /** A crossing is located to this many rounding errors of f, divided by the slope ‖∇f‖². */
  private static final double ERRORS = 4;

  /** Distances past an exact crossing, relative to it, at which the new sign is looked for. */
  private static final double[] BEYOND = {1e-6, 1.6e-5, 2.56e-4};

  private final Backend backend;
  private final SmallestStep spec;
  private final int gridSteps;
  private final IntUnaryOperator columnsPerPass;

  /**
   * An attack on a backend.
   *
   * @param columnsPerPass columns that a pass of the scan should have after so many steps, never
   *     fewer than before: more steps of each point are evaluated together while fewer points are
   *     searched
   */
  SmallestStepAttack(Backend backend, SmallestStep spec, IntUnaryOperator columnsPerPass) {
    this.backend = backend;
    this.spec = spec;
    this.gridSteps = Footprint.scanSteps(spec);
    this.columnsPerPass = columnsPerPass;
  }

  /**
   * Attacks points first to first + count - 1 of a network and writes their elements of {@code
   * trials}.
   */
  void run(Network network, int first, int count, Trials trials) {
    int dimension = network.model().dimension();
    try (Block gradients = backend.allocate(dimension, count)) {
      try (ForwardPass pass = pass(network, first, count, dimension)) {
        double[] errors = new double[count];
        network.backward(pass, gradients, errors);
        Slopes slopes = slopes(network, pass, errors, gradients, first, trials);
        if (slopes.searched == 0) {
          return;
        }
        backend.scale(slopes.directionSigns, gradients);
        try (Lines lines = network.lines(pass, gradients)) {
          if (network.model().hasExactCrossings()) {
            walkKinks(lines, slopes, first, trials);
          } else {
            scan(lines, slopes, first, trials);
          }
        }
      }
    }
  }

  private ForwardPass pass(Network network, int first, int count, int dimension) {
    try (Block x = backend.allocate(dimension, count)) {
      network.drawPoints(first, x);
      return network.forward(x);
    }
  }

  /** The start of every search of a group of points. */
  private static final class Slopes {
    private final double[] values;
    private final double[] valueErrors;
    private final double[] squaredNorms;
    private final double[] units;
    private final float[] directionSigns;
    private int searched;

    Slopes(double[] values, double[] valueErrors) {
      this.values = values;
      this.valueErrors = valueErrors;
      this.squaredNorms = new double[values.length];
      this.units = new double[values.length];
      this.directionSigns = new float[values.length];
    }

    double stepError(int j) {
      return ERRORS * valueErrors[j] / squaredNorms[j];
    }
  }

  /** Judges every point's value and gradient; those that can be searched have no outcome yet. */
  private Slopes slopes(
      Network network,
      ForwardPass pass,
      double[] errors,
      Block gradients,
      int first,
      Trials trials) {
    double[] values = pass.values();
    Slopes slopes = new Slopes(values, errors);
    double[] square = new double[1];
    for (int j = 0; j < values.length; j++) {
      Block gradient = gradients.columns(j, j + 1);
      backend.dot(gradient, gradient, square);
      trials.checkFinite(first + j, "f(x)", values[j]);
      trials.checkFinite(first + j, "the squared norm of the gradient", square[0]);
      trials.checkFinite(first + j, "the sum of the squared preactivations", errors[j]);
      trials.start(first + j, values[j], Math.sqrt(square[0]));
      slopes.squaredNorms[j] = square[0];
      slopes.directionSigns[j] = values[j] > 0 ? -1 : 1;
      boolean underflow = square[0] < Network.smallestSquare(gradient.rows());
      if (values[j] == 0 || underflow) {
        boolean degenerate = !underflow || network.isDead(pass, j);
        trials.end(first + j, degenerate ? Outcome.DEGENERATE : Outcome.UNRESOLVED, Double.NaN);
      } else if (Math.abs(values[j]) <= errors[j]) {
        trials.end(first + j, Outcome.UNRESOLVED, Double.NaN);
      } else {
        slopes.units[j] = unit(Math.abs(values[j]), square[0], gradient.rows());
        slopes.searched++;
      }
    }
    return slopes;
  }

  /** One unit of max_step and resolution, in η. */
  private double unit(double value, double squaredNorm, int dimension) {
    return switch (spec.unit()) {
      case ETA -> 1;
      case LINEAR -> value / squaredNorm;
      case RADIUS -> Math.sqrt(dimension / squaredNorm);
    };
  }

  private void walkKinks(Lines lines, Slopes slopes, int first, Trials trials) {
    for (int j = 0; j < slopes.values.length; j++) {
      if (slopes.units[j] == 0) {
        continue;
      }
      double crossing = lines.firstCrossing(j, spec.maxStep() * slopes.units[j]);
      if (Double.isNaN(crossing)) {
        trials.end(first + j, Outcome.NOT_FLIPPED, Double.NaN);
      } else if (flippedBeyond(lines, slopes, j, crossing, first, trials)) {
        trials.end(first + j, Outcome.FLIPPED, crossing);
      } else {
        trials.end(first + j, Outcome.UNRESOLVED, Double.NaN);
      }
    }
  }

  /**
   * Whether f, evaluated, has the other sign just past a crossing. One look nearly always does; a
   * crossing so flat that rounding hides it gets two more, further out.
   */
  private boolean flippedBeyond(
      Lines lines, Slopes slopes, int j, double crossing, int first, Trials trials) {
    for (double relative : BEYOND) {
      float step = (float) (crossing * (1 + relative) + slopes.stepError(j));
      double value = lines.values(new int[] {j}, new float[] {step})[0];
      trials.checkFinite(first + j, "f just past the crossing", value);
      if (value * -slopes.directionSigns[j] <= 0) {
        return true;
      }
    }
    return false;
  }

  private void scan(Lines lines, Slopes slopes, int first, Trials trials) {
    int count = slopes.values.length;
    LineSearch[] searches = new LineSearch[count];
    int active = 0;
    int[] searched = new int[count];
    for (int j = 0; j < count; j++) {
      if (slopes.units[j] > 0) {
        searches[j] = search(slopes, j);
        searched[active++] = j;
      }
    }
    int columns = Math.max(count, columnsPerPass.applyAsInt(gridSteps));
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
          trials.checkFinite(first + j, "f at step " + steps[to], values[to]);
          values[to] *= -slopes.directionSigns[j];
          to++;
        }
        searches[j].observe(steps, values, from, to - from);
        if (searches[j].done()) {
          trials.end(first + j, searches[j].outcome(), searches[j].step());
        } else {
          searched[still++] = j;
        }
        from = to;
      }
      active = still;
    }
  }

  private LineSearch search(Slopes slopes, int j) {
    return new LineSearch(
        Math.abs(slopes.values[j]),
        spec.resolution() * slopes.units[j],
        spec.maxStep() * slopes.units[j],
        gridSteps,
        slopes.valueErrors[j],
        slopes.stepError(j));
  }
}
