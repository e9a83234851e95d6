package onestep.worker.network;

import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.Rays;

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
    double[] values = new double[points.length];
    if (model.depth() == 1) {
      backend.dotActivatedOnLines(
          model.activation(),
          network.signs(),
          pass.preactivations(1),
          slopes,
          points,
          steps,
          values);
      network.scaleOutputs(values);
      return values;
    }
    Block lower = backend.allocate(model.fanOut(1), points.length);
    try {
      backend.lines(pass.preactivations(1), slopes, points, steps, lower);
      for (int layer = 2; layer <= model.depth(); layer++) {
        Block upper = backend.allocate(model.fanOut(layer), points.length);
        Block spent = lower;
        lower = upper;
        try (spent) {
          ascend(layer, points, spent, upper);
        }
      }
      network.output(lower, values);
      return values;
    } finally {
      lower.close();
    }
  }

  /** From h_(layer-1)(t), which is overwritten, to h_layer(t). */
  private void ascend(int layer, int[] points, Block lower, Block upper) {
    Activation activation = model.activation();
    backend.activate(activation, lower, lower);
    double[] squares = new double[points.length];
    backend.squaredNorms(lower, squares);
    backend.addActivatedColumns(activation, -1, pass.preactivations(layer - 1), points, lower);
    network.matrix(layer).multiply(lower, upper);
    backend.addColumns(1, pass.preactivations(layer), points, upper);
    clearDead(squares, upper);
  }

  /**
   * Clears the columns of h_l whose ψ(h_(l-1)) is exactly 0, as after a layer whose ReLUs are all
   * off. Their product is exactly 0, which the increment h_l + W (0 - ψ(h)) reaches only up to
   * rounding, and the sign of a rounding error would count as a flip.
   */
  private void clearDead(double[] squares, Block upper) {
    for (int j = 0; j < squares.length; j++) {
      if (squares[j] == 0) {
        backend.scale(new float[] {0}, upper.columns(j, j + 1));
      }
    }
  }

  /**
   * The exact first crossings of a network {@linkplain ModelSpec#hasExactCrossings that has them}:
   * the smallest t in (0, limit] at which f(x + t p) has another sign than f(x), or NaN.
   *
   * @param rays lines by their points
   * @param crossings the crossing of each ray, overwritten
   * @param values f just past each crossing, overwritten
   */
  public void firstCrossings(Rays rays, double[] crossings, double[] values) {
    backend.firstCrossings(
        model.activation(),
        network.signs(),
        pass.preactivations(1),
        slopes,
        rays,
        crossings,
        values);
    network.scaleOutputs(values);
  }

  @Override
  public void close() {
    slopes.close();
  }
}
