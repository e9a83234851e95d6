package onestep.worker.network;

import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;

/**
 * A network in double precision, from its weights and as written in the definition: what the
 * float32 computations are checked against. For small networks, since it holds every weight.
 */
public final class ReferenceNetwork {

  private final ModelSpec model;

  /** W_l of each layer, column by column. */
  private final double[][] weights;

  private final double[] signs;

  private ReferenceNetwork(ModelSpec model, double[][] weights, double[] signs) {
    this.model = model;
    this.weights = weights;
    this.signs = signs;
  }

  /**
   * Reads a network's weights back. A conditioned one draws what was still open, so that this is
   * the network that gave all answers so far.
   */
  public static ReferenceNetwork of(Network network, Backend backend) {
    ModelSpec model = network.model();
    double[][] weights = new double[model.depth()][];
    for (int layer = 1; layer <= model.depth(); layer++) {
      int columns = model.fanIn(layer);
      float[] identity = new float[columns * columns];
      for (int i = 0; i < columns; i++) {
        identity[i * columns + i] = 1;
      }
      try (Block in = backend.allocate(columns, columns);
          Block out = backend.allocate(model.fanOut(layer), columns)) {
        backend.write(identity, in);
        network.matrix(layer).multiply(in, out);
        weights[layer - 1] = doubles(backend.read(out));
      }
    }
    return new ReferenceNetwork(model, weights, doubles(backend.read(network.signs())));
  }

  private static double[] doubles(float[] numbers) {
    double[] wide = new double[numbers.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = numbers[i];
    }
    return wide;
  }

  /** The model that this is a network of. */
  public ModelSpec model() {
    return model;
  }

  /** The output weights a. */
  public double[] signs() {
    return signs.clone();
  }

  /** f(x). */
  public double value(double[] x) {
    double[][] preactivations = preactivations(x);
    double[] last = preactivations[model.depth() - 1];
    double sum = 0;
    for (int i = 0; i < last.length; i++) {
      sum += signs[i] * model.activation().value(last[i]);
    }
    return sum / Math.sqrt(last.length);
  }

  /** ∇f(x); at a kink, its limit from the left there. */
  public double[] gradient(double[] x) {
    Activation activation = model.activation();
    double[][] preactivations = preactivations(x);
    double[] above = signs.clone();
    for (int layer = model.depth(); layer >= 1; layer--) {
      for (int i = 0; i < above.length; i++) {
        above[i] *= activation.derivative(preactivations[layer - 1][i]);
      }
      above = multiplyTransposed(layer, above);
    }
    for (int j = 0; j < above.length; j++) {
      above[j] /= Math.sqrt(model.fanOut(model.depth()));
    }
    return above;
  }

  /** h_1 to h_L. */
  public double[][] preactivations(double[] x) {
    double[][] preactivations = new double[model.depth()][];
    double[] v = x;
    for (int layer = 1; layer <= model.depth(); layer++) {
      double[] h = multiply(layer, v);
      preactivations[layer - 1] = h;
      v = new double[h.length];
      for (int i = 0; i < h.length; i++) {
        v[i] = model.activation().value(h[i]);
      }
    }
    return preactivations;
  }

  /** W_layer v; layers count from 1. */
  public double[] multiply(int layer, double[] v) {
    double[] w = weights[layer - 1];
    double[] product = new double[model.fanOut(layer)];
    for (int j = 0; j < v.length; j++) {
      for (int i = 0; i < product.length; i++) {
        product[i] += w[j * product.length + i] * v[j];
      }
    }
    return product;
  }

  private double[] multiplyTransposed(int layer, double[] b) {
    double[] w = weights[layer - 1];
    double[] product = new double[model.fanIn(layer)];
    for (int j = 0; j < product.length; j++) {
      for (int i = 0; i < b.length; i++) {
        product[j] += w[j * b.length + i] * b[i];
      }
    }
    return product;
  }
}
