package onestep.contract.cell;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * The vocabulary of activations, with ψ and its derivatives in double precision.
 *
 * <p>These scalar forms define each activation: theory integrates them and the workers' kernels are
 * tested against them. An activation is either piecewise linear with a kink at 0, and then has no
 * ψ'', or smooth.
 */
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
public enum Activation {
  /** max(0, t). */
  RELU(0),

  /** t for t &gt; 0, else 0.01 t, with 0.01 rounded to float32. */
  LEAKY_RELU(0.01f),

  /** tanh t. */
  TANH(
      StrictMath::tanh,
      t -> 1 - square(StrictMath.tanh(t)),
      t -> -2 * StrictMath.tanh(t) * (1 - square(StrictMath.tanh(t)))),

  /** erf t = 2/√π ∫_0^t e^(-s²) ds, unscaled: ψ'(0) = 2/√π. */
  ERF(
      Erf::value,
      t -> 2 / Constants.ROOT_PI * StrictMath.exp(-t * t),
      t -> -4 / Constants.ROOT_PI * t * StrictMath.exp(-t * t)),

  /** The logistic function 1 / (1 + e^(-t)). */
  SIGMOID(
      Activation::logistic,
      Activation::logisticSlope,
      t -> logisticSlope(t) * (1 - 2 * logistic(t))),

  /** ln(1 + e^t). */
  SOFTPLUS(
      t -> Math.max(t, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(t))),
      Activation::logistic,
      Activation::logisticSlope),

  /** t Φ(t), with Φ the standard normal distribution function. */
  GELU(
      t -> t * normal(t),
      t -> normal(t) + t * normalDensity(t),
      t -> (2 - t * t) * normalDensity(t)),

  /** t / (1 + e^(-t)), also known as SiLU. */
  SWISH(
      t -> t * logistic(t),
      t -> logistic(t) + t * logisticSlope(t),
      t -> logisticSlope(t) * (2 + t * (1 - 2 * logistic(t)))),

  /** sin t. */
  SINE(StrictMath::sin, StrictMath::cos, t -> -StrictMath.sin(t));

  /** In a class of its own, because an enum's constants come before its constants' constants. */
  private static final class Constants {
    static final double ROOT_PI = Math.sqrt(Math.PI);
    static final double ROOT_HALF = Math.sqrt(0.5);
    static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
  }

  private final DoubleUnaryOperator value;
  private final DoubleUnaryOperator derivative;
  private final DoubleUnaryOperator secondDerivative;
  private final double slopeBelow;

  /** A piecewise linear activation with slope 1 above 0. */
  Activation(double slopeBelow) {
    this.value = t -> t > 0 ? t : slopeBelow * t;
    this.derivative = t -> t > 0 ? 1 : slopeBelow;
    this.secondDerivative = null;
    this.slopeBelow = slopeBelow;
  }

  /** A smooth activation. */
  Activation(
      DoubleUnaryOperator value,
      DoubleUnaryOperator derivative,
      DoubleUnaryOperator secondDerivative) {
    this.value = value;
    this.derivative = derivative;
    this.secondDerivative = secondDerivative;
    this.slopeBelow = Double.NaN;
  }

  /** ψ(t). */
  public double value(double t) {
    return value.applyAsDouble(t);
  }

  /** ψ'(t); at a kink, its left limit. */
  public double derivative(double t) {
    return derivative.applyAsDouble(t);
  }

  /**
   * ψ''(t).
   *
   * @throws IllegalArgumentException if ψ is not {@linkplain #isSmooth() smooth}
   */
  public double secondDerivative(double t) {
    requireSmooth();
    return secondDerivative.applyAsDouble(t);
  }

  /** Whether ψ has derivatives of every order; otherwise it is piecewise linear. */
  public boolean isSmooth() {
    return secondDerivative != null;
  }

  /**
   * Checks that there is a ψ''.
   *
   * @throws IllegalArgumentException if ψ is piecewise linear; the message says which are not
   */
  public void requireSmooth() {
    if (!isSmooth()) {
      throw new IllegalArgumentException(
          "the second derivative of "
              + label()
              + " is 0 apart from its kink, where it does not exist: take one of "
              + smoothLabels());
    }
  }

  /** Whether ψ(t) is {@link #slopeBelow()} t for t ≤ 0 and t for t ≥ 0. */
  public boolean isPiecewiseLinear() {
    return !isSmooth();
  }

  /** ψ' below 0 of a piecewise linear activation, a float32 number; above 0 it is 1. */
  public double slopeBelow() {
    if (!isPiecewiseLinear()) {
      throw new IllegalStateException(label() + " is not piecewise linear");
    }
    return slopeBelow;
  }

  /** The name used in sweep files, records and tables, such as {@code leaky-relu}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All labels, comma-separated, for error messages. */
  public static String labels() {
    return Arrays.stream(values()).map(Activation::label).collect(Collectors.joining(", "));
  }

  private static String smoothLabels() {
    return Arrays.stream(values())
        .filter(Activation::isSmooth)
        .map(Activation::label)
        .collect(Collectors.joining(", "));
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

  private static double logistic(double t) {
    double tail = StrictMath.exp(-Math.abs(t));
    return (t > 0 ? 1 : tail) / (1 + tail);
  }

  private static double logisticSlope(double t) {
    double tail = StrictMath.exp(-Math.abs(t));
    return tail / square(1 + tail);
  }

  private static double normal(double t) {
    return Erfc.value(-t * Constants.ROOT_HALF) / 2;
  }

  private static double normalDensity(double t) {
    return StrictMath.exp(-t * t / 2) / Constants.ROOT_TWO_PI;
  }

  private static double square(double t) {
    return t * t;
  }
}
