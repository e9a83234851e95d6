package onestep.contract.cell;

import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.AttackSpec.RandomDirection;

/**
 * The memory that one network of a cell needs on a worker, as a pure function of the cell: what a
 * planner compares with the memory of a task, and the limits that workers keep so that it holds.
 */
public final class Footprint {

  /** Bytes of weights of one dense matrix that are kept; a larger matrix is drawn at each query. */
  public static final long KEPT_WEIGHT_BYTES = 512L << 20;

  /** Bytes of vectors of the points that are worked on together, unless one point needs more. */
  public static final long GROUP_BYTES = 512L << 20;

  /** Evaluations that refine the bracket of one crossing, at most. */
  public static final int MAX_REFINEMENTS = 30;

  /** Columns that the products of a line search on a dense network should have, kept weights. */
  public static final int KEPT_COLUMNS = 8;

  /** The same for weights that are drawn at each query, which costs as much as many columns. */
  public static final int REDRAWN_COLUMNS = 64;

  /** Products with a Hessian from which a probe tells its norm. */
  public static final int LANCZOS_STEPS = 32;

  /** Points of a segment at which a probe looks for the largest drift of the gradient. */
  public static final int SEGMENT_POINTS = 8;

  /** Points of a ball whose Hessians a probe looks at. */
  public static final int BALL_POINTS = 3;

  /** Points around x whose gradients a probe compares, the segment apart. */
  public static final int MOVES = 4;

  /** Products and transposed products from which a probe finds a subset of neurons. */
  public static final int SUBSET_ROUNDS = 6;

  /** Columns of the products from which a probe reads weights back. */
  public static final int READ_COLUMNS = 32;

  /** Numbers of a vector that is long against the caches. */
  private static final int LONG_VECTOR = 1 << 16;

  /** Columns of a pass, at most, for conditioned networks of long vectors. */
  public static final int CONDITIONED_COLUMNS = 5;

  /** Steps that a scan of a conditioned network goes on for each column more. */
  private static final int SCANNED_PER_COLUMN = 8;

  /** Bytes of small objects, of one block of rows of redrawn weights, and of rounding up. */
  private static final long FIXED_BYTES = 16L << 20;

  /** Bytes that the exact search of a crossing needs for each neuron. */
  private static final long KINK_BYTES = 24;

  /** Bytes of each coefficient of a conditioned query while it is answered. */
  private static final long COEFFICIENT_BYTES = 32;

  private static final int ROW_ALIGNMENT = 16;

  /**
   * Bytes of a kink on a device, and for those of rays that are walked together, if one has less.
   */
  public static final long DEVICE_KINK_BYTES = 12;

  public static final long DEVICE_KINKS_BYTES = 64L << 20;

  /** Elements of a vector that a device has one partial sum for. */
  private static final int SUMMED_TOGETHER = 1024;

  /** Bytes of addresses and steps of a column on a device. */
  private static final long DEVICE_COLUMN_BYTES = 64;

  private Footprint() {}

  /** An upper bound of the bytes in use at any time while a network of this cell is worked on. */
  public static long bytes(CellSpec cell) {
    ModelSpec model = cell.model();
    long vectors = 0;
    for (int layer = 1; layer <= model.depth(); layer++) {
      vectors = Math.addExact(vectors, matrixFloats(cell, layer));
    }
    long group = pointsAtOnce(cell);
    long base = vectorsOfPoint(cell);
    long pass = 4L * widest(model) * Math.max(group, columns(model));
    base += probeFloats(cell);
    vectors = Math.addExact(vectors, Math.multiplyExact(base, group));
    if (probes(cell)) {
      vectors += (READ_COLUMNS + 2L) * (model.dimension() + model.fanOut(1));
    }
    vectors = Math.addExact(vectors, pass + 3L * widest(model));
    long bytes = Math.addExact(Math.multiplyExact(vectors, (long) Float.BYTES), FIXED_BYTES);
    bytes = Math.addExact(bytes, KINK_BYTES * widest(model));
    bytes = Math.addExact(bytes, COEFFICIENT_BYTES * coefficients(cell));
    return cell.numerics().equals(CellSpec.CUDA_NUMERICS)
        ? Math.addExact(bytes, deviceScratch(cell))
        : bytes;
  }

  /** What operations on a device need beside their operands: partial sums, and kinks. */
  private static long deviceScratch(CellSpec cell) {
    ModelSpec model = cell.model();
    long group = pointsAtOnce(cell);
    long columns = Math.max(group, columns(model));
    long results = Math.max(coefficients(cell), columns);
    long sums = widest(model) / SUMMED_TOGETHER + 2L; // of blocks, and over them
    long bytes = Math.multiplyExact(Double.BYTES * sums, results) + DEVICE_COLUMN_BYTES * columns;
    if (!model.hasExactCrossings()) {
      return bytes;
    }
    long kinks = DEVICE_KINK_BYTES * model.fanOut(1);
    return bytes + Math.max(kinks, Math.min(kinks * group, DEVICE_KINKS_BYTES));
  }

  /** Coefficients of the points worked on together in the directions held of a matrix, at most. */
  private static long coefficients(CellSpec cell) {
    if (cell.model().sampler() == Sampler.DENSE) {
      return 0;
    }
    long most = 0;
    for (int layer = 1; layer <= cell.model().depth(); layer++) {
      most = Math.max(most, Math.max(forward(cell, layer), transposed(cell, layer)));
    }
    return Math.multiplyExact(most, pointsAtOnce(cell));
  }

  private static long forward(CellSpec cell, int layer) {
    return Math.min(cell.model().fanIn(layer), cell.points() * queries(cell, layer));
  }

  private static long transposed(CellSpec cell, int layer) {
    return Math.min(
        cell.model().fanOut(layer),
        cell.points() * (1 + descents(cell) + transposedProbes(cell, layer)));
  }

  /** Steps of gradient descent that each trial may take. */
  private static long descents(CellSpec cell) {
    return cell.attack() instanceof GradientDescent descent ? descent.count() : 0;
  }

  /** Points whose vectors are held at the same time. */
  public static int pointsAtOnce(CellSpec cell) {
    long floats = vectorsOfPoint(cell) + 4L * widest(cell.model()) + probeFloats(cell);
    long fitting = GROUP_BYTES / Float.BYTES / floats;
    return (int) Math.max(1, Math.min(cell.points(), fitting));
  }

  /** Numbers of a point that are held while it is worked on: x, its direction, and the passes. */
  private static long vectorsOfPoint(CellSpec cell) {
    ModelSpec model = cell.model();
    long pass = 0;
    for (int width : model.widths()) {
      pass += width;
    }
    long floats = 2L * model.dimension() + model.fanOut(1) + pass;
    // Descent keeps its place and its gradient beside those of x, and has a pass of its own.
    return descents(cell) > 0 ? floats + 3L * model.dimension() + pass : floats;
  }

  /** Whether the weights of every matrix of a dense network are kept. */
  public static boolean keepsWeights(ModelSpec model) {
    for (int layer = 1; layer <= model.depth(); layer++) {
      if (weightBytes(model, layer) > KEPT_WEIGHT_BYTES) {
        return false;
      }
    }
    return true;
  }

  /** Columns that one pass of the line search on a network should have at most. */
  public static int columns(ModelSpec model) {
    return columns(model, Integer.MAX_VALUE);
  }

  /**
   * Columns that one pass of the line search on a network should have, if {@code scanned} steps of
   * each point are behind it. A conditioned network pays for each query, so it takes more at once
   * only where many have been needed, so that what is asked in vain stays a small share, and where
   * vectors are so long that reading what is held, once for all of them, is what takes the time.
   */
  public static int columns(ModelSpec model, int scanned) {
    if (model.sampler() == Sampler.CONDITIONED) {
      if (widest(model) < LONG_VECTOR) {
        return 1;
      }
      return Math.min(CONDITIONED_COLUMNS, 1 + scanned / SCANNED_PER_COLUMN);
    }
    return keepsWeights(model) ? KEPT_COLUMNS : REDRAWN_COLUMNS;
  }

  /**
   * Steps of the scan of one trial: its grid, max_step included. More than an int can hold are
   * refused.
   */
  public static int scanSteps(AttackSpec attack) {
    double steps = Math.ceil(attack.maxStep() / attack.resolution());
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a scan from 0 to max_step "
              + attack.maxStep()
              + " at resolution "
              + attack.resolution()
              + " has more steps than can be counted");
    }
    return (int) steps;
  }

  /** Directions of a conditioned matrix that share a block: few if they are long. */
  public static int directionsPerBlock(int rows, int columns) {
    return Math.max(2, Math.min(32, (1 << 18) / Math.max(rows, columns)));
  }

  private static long matrixFloats(CellSpec cell, int layer) {
    ModelSpec model = cell.model();
    int rows = model.fanOut(layer);
    int columns = model.fanIn(layer);
    if (model.sampler() == Sampler.DENSE) {
      long bytes = weightBytes(model, layer);
      long redrawn = (long) ROW_ALIGNMENT * columns;
      return bytes <= KEPT_WEIGHT_BYTES ? bytes / Float.BYTES : redrawn;
    }
    long perBlock = directionsPerBlock(rows, columns);
    long directions =
        roundUp(forward(cell, layer), perBlock) + roundUp(transposed(cell, layer), perBlock);
    return Math.multiplyExact(directions, (long) rows + columns);
  }

  /** Products W_layer v that one trial asks for. */
  private static long queries(CellSpec cell, int layer) {
    if (layer == 1) {
      // The point and its direction: everything on a line is a combination of them.
      return 2 + descents(cell) + forwardProbes(cell, layer);
    }
    AttackSpec attack = cell.attack();
    if (probes(cell)) {
      return 2 + forwardProbes(cell, layer);
    }
    if (attack instanceof GradientDescent descent) {
      return 1L + descent.count() + searched(GradientDescent.SINGLE_STEP);
    }
    if (attack instanceof RandomDirection) {
      return 1L + 2 * searched(attack);
    }
    return attack.findsSmallestStep() ? 1L + searched(attack) : 2;
  }

  private static long searched(AttackSpec attack) {
    return (long) scanSteps(attack) + MAX_REFINEMENTS;
  }

  private static boolean probes(CellSpec cell) {
    return cell.attack() instanceof AttackSpec.Probe;
  }

  /** Numbers of the vectors that a probe has for each point beyond those of its step. */
  private static long probeFloats(CellSpec cell) {
    if (!probes(cell)) {
      return 0;
    }
    long floats = (LANCZOS_STEPS + 8L) * cell.model().dimension() + 4L * widest(cell.model());
    for (int width : cell.model().widths()) {
      floats += 4L * width;
    }
    return floats;
  }

  /** Directions that a probe asks of W_layer at each point, at most. */
  private static long forwardProbes(CellSpec cell, int layer) {
    if (!probes(cell)) {
      return 0;
    }
    long hessians = (long) hessians(cell) * LANCZOS_STEPS;
    // On the segment layer 1 is asked for multiples of the gradient.
    long moves = layer == 1 ? MOVES : MOVES + SEGMENT_POINTS;
    return moves + hessians + (layer == 1 ? SUBSET_ROUNDS : 0);
  }

  /** Directions that a probe asks of the transposed W_layer at each point, at most. */
  private static long transposedProbes(CellSpec cell, int layer) {
    if (!probes(cell)) {
      return 0;
    }
    // Every product with a Hessian asks once more; the sensitivities at its point are known.
    long hessians = (long) hessians(cell) * LANCZOS_STEPS;
    return MOVES + SEGMENT_POINTS + hessians + (layer == 1 ? SUBSET_ROUNDS : 0);
  }

  /** Hessians that a probe looks at at each point, that of a smoothed network included. */
  public static int hessians(CellSpec cell) {
    if (!probes(cell)) {
      return 0;
    }
    if (cell.model().activation().isSmooth()) {
      return BALL_POINTS;
    }
    return cell.model().depth() == 1 ? 1 : 0;
  }

  private static long weightBytes(ModelSpec model, int layer) {
    return roundUp(model.fanOut(layer), ROW_ALIGNMENT) * model.fanIn(layer) * Float.BYTES;
  }

  private static int widest(ModelSpec model) {
    int widest = model.dimension();
    for (int width : model.widths()) {
      widest = Math.max(widest, width);
    }
    return widest;
  }

  private static long roundUp(long number, long multiple) {
    return (number + multiple - 1) / multiple * multiple;
  }
}
