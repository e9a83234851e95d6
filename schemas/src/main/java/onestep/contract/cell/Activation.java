package onestep.contract.cell;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The vocabulary of activations, with ψ and its derivative in double precision.
 *
 * <p>These scalar forms define each activation: theory integrates them and the workers' kernels are
 * tested against them.
 */
public enum Activation {
  /** max(0, t), with derivative 1 for t &gt; 0 and 0 otherwise (so ψ'(0) = 0). */
  RELU {
    @Override
    public double value(double t) {
      return Math.max(0.0, t);
    }

    @Override
    public double derivative(double t) {
      return t > 0 ? 1.0 : 0.0;
    }
  };

  /** ψ(t). */
  public abstract double value(double t);

  /** ψ'(t); at a kink, its left limit. */
  public abstract double derivative(double t);

  /** The name used in sweep files, records and tables, such as {@code relu}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All labels, comma-separated, for error messages. */
  public static String labels() {
    return Arrays.stream(values()).map(Activation::label).collect(Collectors.joining(", "));
  }

  /**
   * The activation of a label.
   *
   * @throws IllegalArgumentException if there is none; the message names the known ones
   */
  public static Activation of(String label) {
    return Arrays.stream(values())
        .filter(a -> a.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "activation must be one of " + labels() + ", got " + label));
  }
}
