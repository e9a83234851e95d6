package onestep.contract.cell;

import java.util.Locale;

/** How a network's Gaussian matrices are sampled; both have the same law. */
public enum Sampler {
  /** Every weight is drawn. */
  DENSE,
  /**
   * No weight exists: each query of a matrix is answered from its law given all earlier answers.
   */
  CONDITIONED;

  /** The name used in sweep files, records and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The sampler of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Sampler of(String label) {
    for (Sampler sampler : values()) {
      if (sampler.label().equals(label)) {
        return sampler;
      }
    }
    throw new IllegalArgumentException("sampler must be dense or conditioned, got " + label);
  }
}
