package onestep.contract.theory;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import onestep.contract.cell.Activation;

/** A condition of a statement: why a setting does not meet it, if so. */
@FunctionalInterface
interface Hypothesis extends Function<Setting, Optional<String>> {

  /** The paper's model (1) has one hidden layer. */
  Hypothesis ONE_LAYER =
      s -> unless(s.model().depth() == 1, () -> "one hidden layer: depth is " + s.model().depth());

  /** The paper's weights are N(0, 1/d). */
  Hypothesis UNIT_GAIN =
      s -> unless(s.model().gain() == 1, () -> "gain 1: gain is " + s.model().gain());

  /** (10): ψ' is Lipschitz. */
  Hypothesis SMOOTH =
      s -> unless(s.psi().isSmooth(), () -> "ψ' Lipschitz: " + s.psi().label() + " has a kink");

  /** (10): ψ is 1-Lipschitz. */
  Hypothesis ONE_LIPSCHITZ =
      s -> {
        double steepest = Slopes.of(s.psi()).steepest();
        return unless(
            steepest <= 1,
            () -> "|ψ'| ≤ 1: sup |ψ'| of " + s.psi().label() + " is " + brief(steepest));
      };

  /** After (10). */
  Hypothesis ZERO_AT_ZERO =
      s -> {
        double atZero = Slopes.of(s.psi()).atZero();
        return unless(
            atZero == 0, () -> "ψ(0) = 0: ψ(0) of " + s.psi().label() + " is " + brief(atZero));
      };

  /** Section 3. */
  Hypothesis RELU =
      s -> unless(s.psi() == Activation.RELU, () -> "ψ = max(0, t): ψ is " + s.psi().label());

  /** Lemmas 7, 10 and 11. */
  Hypothesis RADIUS_AT_LEAST_ONE = s -> unless(s.radius() >= 1, () -> "R ≥ 1: R is " + s.radius());

  /** Lemmas 9 and 11. */
  Hypothesis RADIUS_AT_MOST_HALF =
      s -> {
        double half = Math.sqrt(s.d()) / 2;
        return unless(
            s.radius() <= half, () -> "R ≤ √d/2 = " + brief(half) + ": R is " + s.radius());
      };

  /** Lemma 11. */
  Hypothesis WIDE =
      s -> unless(Math.sqrt(s.k()) >= 52, () -> "√k ≥ 52: k is " + s.model().fanOut(1));

  /** Lemma 11. */
  Hypothesis MANY_INPUTS =
      s -> {
        double log = s.log(1);
        return unless(
            s.d() >= log, () -> "d ≥ log(1/γ) = " + brief(log) + ": d is " + s.model().dimension());
      };

  /** Lemma 3. */
  Hypothesis FAILURE_BELOW_TWO_OVER_E =
      s -> unless(s.gamma() < 2 / Math.E, () -> "γ < 2/e: γ is " + s.gamma());

  private static Optional<String> unless(boolean met, Supplier<String> unmet) {
    return met ? Optional.empty() : Optional.of(unmet.get());
  }

  private static String brief(double number) {
    return String.format(Locale.ROOT, "%.3f", number);
  }
}
