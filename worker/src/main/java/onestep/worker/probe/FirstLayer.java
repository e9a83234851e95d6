package onestep.worker.probe;

import java.util.Arrays;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.cell.Sampler;
import onestep.contract.theory.Statements;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.network.Network;

/** What is asked of the weights of a network's first layer, whatever its points. */
final class FirstLayer {

  private final Backend backend;
  private final Network network;
  private final ModelSpec model;

  /** ‖w‖² of each neuron; null until it is asked for. */
  private double[] squaredRows;

  FirstLayer(Backend backend, Network network) {
    this.backend = backend;
    this.network = network;
    this.model = network.model();
  }

  /** Whether there are rows to look at: the conditioned sampler has answers alone. */
  boolean hasRows() {
    return model.sampler() == Sampler.DENSE;
  }

  /** Notes everything at the first point; its gradient d×1 is where the sum of a subset starts. */
  void measure(Block gradient, ProbeResults results) {
    if (hasRows()) {
      double[] rows = squaredRows();
      results.note(ProbeQuantity.WEIGHTS_SQUARED, 0, Arrays.stream(rows).sum() / model.fanOut(1));
      results.note(
          ProbeQuantity.LARGEST_WEIGHT_SQUARED, 0, Arrays.stream(rows).max().orElseThrow());
    }
    results.note(ProbeQuantity.SUBSET_SUM, 0, subsetSum(gradient));
  }

  /** Share of signs that differ. */
  static double changedSigns(float[] before, float[] after) {
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i] > 0 != after[i] > 0 ? 1 : 0;
    }
    return (double) changed / before.length;
  }

  /** Share of neurons with |h| ≤ ε ‖w‖. */
  double nearSigns(float[] preactivations) {
    double[] rows = squaredRows();
    int near = 0;
    for (int i = 0; i < rows.length; i++) {
      double h = preactivations[i];
      near += h * h <= Statements.EPSILON * Statements.EPSILON * rows[i] ? 1 : 0;
    }
    return (double) near / rows.length;
  }

  /** ‖w‖² of each neuron, from W times the identity, a few columns at a time. */
  double[] squaredRows() {
    if (squaredRows != null) {
      return squaredRows;
    }
    int d = model.dimension();
    squaredRows = new double[model.fanOut(1)];
    for (int from = 0; from < d; from += Footprint.READ_COLUMNS) {
      int columns = Math.min(Footprint.READ_COLUMNS, d - from);
      float[] identity = new float[d * columns];
      for (int j = 0; j < columns; j++) {
        identity[j * d + from + j] = 1;
      }
      try (Block in = backend.allocate(d, columns);
          Block out = backend.allocate(squaredRows.length, columns)) {
        backend.write(identity, in);
        network.matrix(1).multiply(in, out);
        for (int j = 0; j < columns; j++) {
          float[] weights = backend.read(out.columns(j, j + 1));
          for (int i = 0; i < weights.length; i++) {
            squaredRows[i] += (double) weights[i] * weights[i];
          }
        }
      }
    }
    return squaredRows;
  }

  /**
   * A lower bound of max ‖Σ_S a_l w_l‖ / √k over sets S of at most 4d neurons: the best S for a
   * direction v takes the largest positive a_l (w_l·v), the best v for a set S is its sum, and the
   * two take turns.
   */
  private double subsetSum(Block start) {
    int width = model.fanOut(1);
    int most = (int) Math.min(4L * model.dimension(), width);
    boolean single = model.depth() == 1;
    float[] signs = backend.read(network.signs());
    double best = 0;
    try (Block v = backend.allocate(model.dimension(), 1);
        Block products = backend.allocate(width, 1)) {
      backend.copy(start, v);
      if (squaredNorm(v) == 0) {
        network.drawDirections(0, 0, v);
      }
      for (int round = 0; round < Footprint.SUBSET_ROUNDS; round++) {
        network.matrix(1).multiply(v, products);
        float[] gains = backend.read(products);
        for (int i = 0; single && i < width; i++) {
          gains[i] *= signs[i];
        }
        float[] chosen = largest(gains, most);
        for (int i = 0; single && i < width; i++) {
          chosen[i] *= signs[i];
        }
        backend.write(chosen, products);
        network.matrix(1).multiplyTransposed(products, v);
        best = Math.max(best, Math.sqrt(squaredNorm(v) / width));
      }
    }
    return best;
  }

  /** 1 for the largest positive numbers, 0 for the others. */
  private static float[] largest(float[] numbers, int most) {
    float[] sorted = numbers.clone();
    Arrays.sort(sorted);
    float threshold = sorted[sorted.length - most];
    float[] chosen = new float[numbers.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = numbers[i] > 0 && numbers[i] >= threshold ? 1 : 0;
    }
    return chosen;
  }

  private double squaredNorm(Block column) {
    double[] square = new double[1];
    backend.dot(column, column, square);
    return square[0];
  }
}
