package onestep.worker.network;

import java.util.Arrays;
import onestep.contract.cell.ModelSpec;
import onestep.contract.theory.FloatRange;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.matrix.GaussianMatrix;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.matrix.Workspace;
import onestep.worker.random.StreamId;

/**
 * One random network: f(x) = k_L^(-1/2) Σ a_i ψ(h_L)_i with h_1 = W_1 x and h_l = W_l ψ(h_(l-1)),
 * its points, values and gradients. Written on products with its matrices alone, so it serves both
 * samplers.
 *
 * <p>A pure function of (model, network, order of queries); with dense matrices the order does not
 * matter either. Not safe for use by several threads.
 */
public final class Network implements AutoCloseable {

  /** Roundings of a reduction: lanes of 64 float32 terms, then double. */
  private static final double REDUCTION_VARIANCE = 1 + Backend.REDUCTION_BLOCK / 16 / 6.0;

  private static final double UNIT_ROUNDOFF = 0x1p-24;

  private final Backend backend;
  private final ModelSpec model;
  private final String modelId;
  private final int network;
  private final Workspace workspace;
  private final GaussianMatrix[] layers;
  private final Block signs;

  /**
   * Network number {@code network} of a model.
   *
   * @param modelId {@code model.id()}, computed once by the caller
   * @param matrices makes W_1 to W_L, which this closes
   */
  public Network(
      Backend backend, ModelSpec model, String modelId, int network, MatrixFactory matrices) {
    FloatRange.violation(model)
        .ifPresent(
            message -> {
              throw new IllegalArgumentException(message);
            });
    this.backend = backend;
    this.model = model;
    this.modelId = modelId;
    this.network = network;
    this.workspace = new Workspace(backend);
    this.layers = new GaussianMatrix[model.depth()];
    for (int layer = 1; layer <= model.depth(); layer++) {
      layers[layer - 1] = workspace.own(matrices.create(backend, model, modelId, network, layer));
    }
    this.signs = workspace.allocate(model.fanOut(model.depth()), 1);
    backend.signs(StreamId.signs(modelId, network), signs);
  }

  /** Depth L. */
  public int depth() {
    return model.depth();
  }

  /** The model this network belongs to. */
  public ModelSpec model() {
    return model;
  }

  /**
   * Draws points first, first + 1, ... uniformly on the sphere of radius √d.
   *
   * @param out d×m, overwritten
   */
  public void drawPoints(int first, Block out) {
    float[] factors = new float[out.columns()];
    for (int j = 0; j < factors.length; j++) {
      backend.normals(StreamId.point(modelId, network, first + j), 0, out.columns(j, j + 1));
    }
    double[] squares = squaredNorms(out);
    for (int j = 0; j < factors.length; j++) {
      factors[j] = (float) Math.sqrt(model.dimension() / squares[j]);
    }
    backend.scale(factors, out);
  }

  /**
   * Draws a vector of length √d in a direction that is uniform and depends on nothing else.
   *
   * @param point index of the point that it belongs to
   * @param out d×1, overwritten
   */
  public void drawDirection(int point, Block out) {
    backend.normals(StreamId.direction(modelId, network, point), 0, out);
    float factor = (float) Math.sqrt(model.dimension() / squaredNorms(out)[0]);
    backend.scale(new float[] {factor}, out);
  }

  /**
   * Draws unit vectors that know nothing of the network nor of its points, for points first, first
   * + 1, ...
   *
   * @param part which of four independent draws
   * @param out d×m, overwritten
   */
  public void drawDirections(int first, int part, Block out) {
    float[] factors = new float[out.columns()];
    for (int j = 0; j < factors.length; j++) {
      Block u = out.columns(j, j + 1);
      backend.normals(StreamId.probe(modelId, network, first + j, part), 0, u);
      factors[j] = (float) (1 / Math.sqrt(squaredNorms(u)[0]));
    }
    backend.scale(factors, out);
  }

  /**
   * The network at x_j + δ_j, x_j the points of a pass. Every layer is asked for increments, as
   * {@link Lines} are, so that a short step costs no digits.
   *
   * @param displacements δ, d×m
   */
  public ForwardPass displaced(ForwardPass pass, Block displacements) {
    int m = pass.points();
    ForwardPass moved = new ForwardPass(backend, model, m);
    try {
      matrix(1).multiply(displacements, moved.preactivations(1));
      add(pass.preactivations(1), moved.preactivations(1), 1);
      for (int layer = 2; layer <= depth(); layer++) {
        int below = layer - 1;
        try (Block change = backend.allocate(model.fanOut(below), m);
            Block base = backend.allocate(model.fanOut(below), m)) {
          backend.activate(model.activation(), moved.preactivations(below), change);
          backend.activate(model.activation(), pass.preactivations(below), base);
          add(base, change, -1);
          matrix(layer).multiply(change, moved.preactivations(layer));
        }
        add(pass.preactivations(layer), moved.preactivations(layer), 1);
      }
      output(moved.preactivations(depth()), moved.values());
      return moved;
    } catch (RuntimeException | Error e) {
      moved.close();
      throw e;
    }
  }

  /** b = b + factor a. */
  private void add(Block a, Block b, float factor) {
    for (int j = 0; j < b.columns(); j++) {
      backend.addScaled(a.columns(j, j + 1), new float[] {factor}, b.columns(j, j + 1));
    }
  }

  /** The network at m points: values and every preactivation. Shape: x d×m. */
  public ForwardPass forward(Block x) {
    int m = x.columns();
    ForwardPass pass = new ForwardPass(backend, model, m);
    try {
      matrix(1).multiply(x, pass.preactivations(1));
      for (int layer = 2; layer <= depth(); layer++) {
        try (Block activity = backend.allocate(model.fanOut(layer - 1), m)) {
          backend.activate(model.activation(), pass.preactivations(layer - 1), activity);
          matrix(layer).multiply(activity, pass.preactivations(layer));
        }
      }
      output(pass.preactivations(depth()), pass.values());
      return pass;
    } catch (RuntimeException | Error e) {
      pass.close();
      throw e;
    }
  }

  /**
   * Gradients of f at the points of a forward pass, and the rounding error of its values.
   *
   * <p>To first order, rounding h_l by independent δ_i of variance v changes f by an error of
   * variance v ‖∂f/∂h_l‖², with v from {@link GaussianMatrix#roundingVariance}; the errors of the
   * layers and of the last sum add up. The estimate is twice the root of that.
   *
   * @param gradients d×m, overwritten
   * @param valueErrors m, overwritten: estimated rounding error of each value, |f| units
   */
  public void backward(ForwardPass pass, Block gradients, double[] valueErrors) {
    int m = pass.points();
    Block upper = backend.allocate(model.fanOut(depth()), m);
    double[] variances;
    try {
      variances = lastSumVariances(pass, upper);
      backend.scale(signs, filled(m, 1), upper);
      for (int layer = depth(); layer >= 1; layer--) {
        Block h = pass.preactivations(layer);
        backend.multiplyByDerivative(model.activation(), h, upper);
        addVariances(layer, h, upper, variances);
        if (layer == 1) {
          matrix(1).multiplyTransposed(upper, gradients);
        } else {
          Block lower = backend.allocate(model.fanIn(layer), m);
          Block spent = upper;
          upper = lower;
          try (spent) {
            matrix(layer).multiplyTransposed(spent, lower);
          }
        }
      }
    } finally {
      upper.close();
    }
    backend.scale(filled(m, (float) outputFactor()), gradients);
    for (int j = 0; j < m; j++) {
      valueErrors[j] = 2 * UNIT_ROUNDOFF * outputFactor() * Math.sqrt(variances[j]);
    }
  }

  /**
   * Variance of the rounding of Σ a_i ψ(h_L)_i, in units of 2^-48.
   *
   * @param activities k_L×m, overwritten
   */
  private double[] lastSumVariances(ForwardPass pass, Block activities) {
    backend.activate(model.activation(), pass.preactivations(depth()), activities);
    double[] variances = squaredNorms(activities);
    for (int j = 0; j < variances.length; j++) {
      variances[j] *= REDUCTION_VARIANCE;
    }
    return variances;
  }

  private void addVariances(int layer, Block h, Block sensitivity, double[] variances) {
    double perComponent = matrix(layer).roundingVariance() / model.fanOut(layer);
    double[] squares = squaredNorms(h);
    double[] sensitivities = squaredNorms(sensitivity);
    for (int j = 0; j < variances.length; j++) {
      variances[j] += perComponent * squares[j] * sensitivities[j];
    }
  }

  /**
   * The lines through the points of a pass along given directions.
   *
   * @param directions d×m
   */
  public Lines lines(ForwardPass pass, Block directions) {
    Block slopes = backend.allocate(model.fanOut(1), pass.points());
    try {
      matrix(1).multiply(directions, slopes);
    } catch (RuntimeException | Error e) {
      slopes.close();
      throw e;
    }
    return new Lines(this, backend, pass, slopes);
  }

  /**
   * Whether f and its gradient are exactly 0 at a point: all ReLUs of a layer are off. False also
   * where squares of preactivations are too small for float32, so that a 0 may be an underflow.
   */
  public boolean isDead(ForwardPass pass, int point) {
    for (int layer = 1; layer <= depth(); layer++) {
      Block h = pass.preactivations(layer).columns(point, point + 1);
      if (squaredNorms(h)[0] < smallestSquare(h.rows())) {
        return false;
      }
      try (Block activity = backend.allocate(h.rows(), 1)) {
        backend.activate(model.activation(), h, activity);
        if (squaredNorms(activity)[0] == 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** The smallest sum of this many squares to which underflow does nothing. */
  public static double smallestSquare(int terms) {
    return (double) Float.MIN_NORMAL * terms;
  }

  /** f from the last preactivations h_L, one for each column. */
  void output(Block h, double[] values) {
    backend.dotActivated(model.activation(), signs, h, values);
    scaleOutputs(values);
  }

  /** f from Σ a_i ψ(h_L)_i. */
  void scaleOutputs(double[] sums) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] *= outputFactor();
    }
  }

  /** W_layer; layers count from 1. */
  public GaussianMatrix matrix(int layer) {
    return layers[layer - 1];
  }

  /** The output weights a, k_L×1. */
  public Block signs() {
    return signs;
  }

  /** k_L^(-1/2). */
  public double outputFactor() {
    return 1 / Math.sqrt(model.fanOut(depth()));
  }

  private double[] squaredNorms(Block block) {
    double[] squares = new double[block.columns()];
    backend.squaredNorms(block, squares);
    return squares;
  }

  private static float[] filled(int length, float value) {
    float[] array = new float[length];
    Arrays.fill(array, value);
    return array;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
