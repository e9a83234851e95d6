package onestep.worker.network;

import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;

/** The same network in double precision, from its weights, as written in the definition. */
public final class ReferenceNetwork {

  private final ModelSpec model;
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
  public static ReferenceNetwork of(Network network, CpuBackend backend) {
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

  /** f(x). */
  public double value(double[] x) {
    double[] v = x;
    for (int layer = 1; layer <= model.depth(); layer++) {
      double[] h = new double[model.fanOut(layer)];
      for (int j = 0; j < v.length; j++) {
        for (int i = 0; i < h.length; i++) {
          h[i] += weights[layer - 1][j * h.length + i] * v[j];
        }
      }
      for (int i = 0; i < h.length; i++) {
        h[i] = model.activation().value(h[i]);
      }
      v = h;
    }
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      sum += signs[i] * v[i];
    }
    return sum / Math.sqrt(v.length);
  }

  /** ∂f/∂x_j for every j, by central differences. */
  public double[] gradient(double[] x) {
    double[] gradient = new double[x.length];
    double step = 1e-7;
    for (int j = 0; j < x.length; j++) {
      double[] moved = x.clone();
      moved[j] = x[j] + step;
      double up = value(moved);
      moved[j] = x[j] - step;
      gradient[j] = (up - value(moved)) / (2 * step);
    }
    return gradient;
  }
}
