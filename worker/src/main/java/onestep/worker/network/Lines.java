package onestep.worker.network;

import java.util.Arrays;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;

/**
 * A network along the lines x_j + t p_j through the points of a forward pass.
 *
 * <p>The first layer is linear on a line: h_1(t) = h_1 + t W_1 p. Later layers are asked for
 * increments, h_l(t) = h_l + W_l (ψ(h_(l-1)(t)) - ψ(h_(l-1))), so that a short step costs no
 * digits.
 */
public final class Lines implements AutoCloseable {

  private final Network network;
  private final Backend backend;
  private final ModelSpec model;
  private final ForwardPass pass;
  private final Block slopes;

  Lines(Network network, Backend backend, ForwardPass pass, Block slopes) {
    this.network = network;
    this.backend = backend;
    this.model = network.model();
    this.pass = pass;
    this.slopes = slopes;
  }

  /**
   * Values of f on the lines.
   *
   * @param points the point of each of the m columns; columns of one point are adjacent
   * @param steps the step t of each column
   * @return f at each column
   */
  public double[] values(int[] points, float[] steps) {
    int m = points.length;
    Block lower = backend.allocate(model.fanOut(1), m);
    try {
      for (int from = 0; from < m; ) {
        int to = endOfPoint(points, from);
        backend.line(
            column(pass.preactivations(1), points[from]),
            column(slopes, points[from]),
            Arrays.copyOfRange(steps, from, to),
            lower.columns(from, to));
        from = to;
      }
      for (int layer = 2; layer <= model.depth(); layer++) {
        Block upper = backend.allocate(model.fanOut(layer), m);
        Block spent = lower;
        lower = upper;
        try (spent) {
          ascend(layer, points, spent, upper);
        }
      }
      double[] values = new double[m];
      network.output(lower, values);
      return values;
    } finally {
      lower.close();
    }
  }

  /** From h_(layer-1)(t), which is overwritten, to h_layer(t). */
  private void ascend(int layer, int[] points, Block lower, Block upper) {
    int m = points.length;
    Activation activation = model.activation();
    backend.activate(activation, lower, lower);
    boolean[] dead = zeroColumns(lower);
    try (Block base = backend.allocate(lower.rows(), 1)) {
      for (int from = 0; from < m; ) {
        int to = endOfPoint(points, from);
        backend.activate(activation, column(pass.preactivations(layer - 1), points[from]), base);
        backend.addScaled(base, filled(to - from, -1), lower.columns(from, to));
        from = to;
      }
    }
    network.matrix(layer).multiply(lower, upper);
    for (int from = 0; from < m; ) {
      int to = endOfPoint(points, from);
      backend.addScaled(
          column(pass.preactivations(layer), points[from]),
          filled(to - from, 1),
          upper.columns(from, to));
      from = to;
    }
    for (int j = 0; j < m; j++) {
      if (dead[j]) {
        backend.scale(new float[] {0}, column(upper, j));
      }
    }
  }

  /**
   * Columns that are exactly 0, as after a layer whose ReLUs are all off. Their product is exactly
   * 0, which the increment h_l + W (0 - ψ(h)) reaches only up to rounding, and the sign of a
   * rounding error would count as a flip.
   */
  private boolean[] zeroColumns(Block block) {
    boolean[] zero = new boolean[block.columns()];
    double[] square = new double[1];
    for (int j = 0; j < zero.length; j++) {
      backend.dot(column(block, j), column(block, j), square);
      zero[j] = square[0] == 0;
    }
    return zero;
  }

  /**
   * The exact first crossing of a network {@linkplain ModelSpec#hasExactCrossings that has one}:
   * the smallest t in (0, limit] at which f(x + t p) has another sign than f(x), or NaN.
   */
  public double firstCrossing(int point, double limit) {
    return backend.firstCrossing(
        model.activation(),
        network.signs(),
        column(pass.preactivations(1), point),
        column(slopes, point),
        limit);
  }

  private static int endOfPoint(int[] points, int from) {
    int to = from + 1;
    while (to < points.length && points[to] == points[from]) {
      to++;
    }
    return to;
  }

  private static Block column(Block block, int j) {
    return block.columns(j, j + 1);
  }

  private static float[] filled(int length, float value) {
    float[] array = new float[length];
    Arrays.fill(array, value);
    return array;
  }

  @Override
  public void close() {
    slopes.close();
  }
}
