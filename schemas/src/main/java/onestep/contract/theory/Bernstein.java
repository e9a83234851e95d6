package onestep.contract.theory;

import java.util.function.DoubleUnaryOperator;
import onestep.contract.cell.Activation;

/**
 * The smallest constants with which E|X|^q ≤ (q!/2) σ² c^(q-2) for all integers q ≥ 2 (Theorem 3),
 * X = ψ(Z) for Lemma 2 and X = ψ'(Z)² for Lemma 4, Z standard normal.
 *
 * <p>q = 2 forces σ² = E X², and c is the largest (2 E|X|^q / (q! σ²))^(1/(q-2)) of q ≥ 3. The
 * factorial wins over moments of a function that grows linearly, so a few q are enough.
 *
 * @param variance σ²
 * @param scale c
 */
record Bernstein(double variance, double scale) {

  private static final int LARGEST_POWER = 40;

  private static final Memo<Activation, Bernstein> VALUES = new Memo<>();
  private static final Memo<Activation, Bernstein> SQUARED_SLOPES = new Memo<>();

  /** σ and c of Lemma 2. */
  static Bernstein ofValue(Activation activation) {
    return VALUES.get(activation, known -> known == null ? of(activation::value) : known);
  }

  /** σ' and c' of Lemma 4. */
  static Bernstein ofSquaredSlope(Activation activation) {
    return SQUARED_SLOPES.get(
        activation,
        known ->
            known == null ? of(t -> activation.derivative(t) * activation.derivative(t)) : known);
  }

  private static Bernstein of(DoubleUnaryOperator x) {
    double variance = moment(x, 2);
    double scale = 0;
    double factorial = 2;
    for (int q = 3; q <= LARGEST_POWER; q++) {
      factorial *= q;
      double ratio = 2 * moment(x, q) / (factorial * variance);
      scale = Math.max(scale, Math.pow(ratio, 1.0 / (q - 2)));
    }
    return new Bernstein(variance, scale);
  }

  private static double moment(DoubleUnaryOperator x, int power) {
    return NormalIntegral.expectation(t -> Math.pow(Math.abs(x.applyAsDouble(t)), power), 1);
  }
}
