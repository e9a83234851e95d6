package onestep.contract.cell;

import java.util.List;
import java.util.Map;

/**
 * A family of random networks, f(x) = k_L^(-1/2) Σ a_i ψ(h_L)_i with h_1 = W_1 x, h_l = W_l
 * ψ(h_(l-1)).
 *
 * @param widths neurons of each hidden layer, input side first; the depth L is their number
 * @param dimension input dimension d
 * @param activation ψ
 * @param gain the entries of W_l are i.i.d. N(0, gain / fan_in)
 * @param sampler how the matrices are sampled
 * @param seed seed of the sweep
 */
public record ModelSpec(
    List<Integer> widths,
    int dimension,
    Activation activation,
    double gain,
    Sampler sampler,
    long seed) {

  /** Copies the widths and checks that every number is in range. */
  public ModelSpec {
    widths = List.copyOf(widths);
    if (widths.isEmpty()) {
      throw new IllegalArgumentException("depth must be at least 1, got 0");
    }
    for (int width : widths) {
      if (width < 1) {
        throw new IllegalArgumentException("width must be at least 1, got " + width);
      }
    }
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be at least 1, got " + dimension);
    }
    if (!(gain > 0 && gain < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("gain must be positive and finite, got " + gain);
    }
  }

  /** Depth L, the number of hidden layers. */
  public int depth() {
    return widths.size();
  }

  /**
   * Columns of W_l: the dimension for layer 1, the width before it otherwise. Layers count from 1.
   */
  public int fanIn(int layer) {
    return layer == 1 ? dimension : widths.get(layer - 2);
  }

  /** Rows of W_l. Layers count from 1. */
  public int fanOut(int layer) {
    return widths.get(layer - 1);
  }

  /**
   * Whether the first sign change on a line is found exactly, from the kinks of a piecewise linear
   * function; otherwise it is searched for.
   */
  public boolean hasExactCrossings() {
    return depth() == 1 && activation.isPiecewiseLinear();
  }

  /** The model id, which is also the key of the random streams: 32 hexadecimal digits. */
  public String id() {
    return Identity.hash(
        Map.of(
            "widths", widths,
            "dimension", dimension,
            "activation", activation.label(),
            "gain", gain,
            "sampler", sampler.label(),
            "seed", seed));
  }
}
