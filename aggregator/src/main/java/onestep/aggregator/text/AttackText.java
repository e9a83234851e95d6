package onestep.aggregator.text;

import java.math.BigDecimal;
import java.math.MathContext;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.AttackSpec.SignStep;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.StepUnit;

/** Attacks as people read them. */
public final class AttackText {

  private static final MathContext DIGITS = new MathContext(6);
  private static final int LONGEST_NUMBER = 12;

  private AttackText() {}

  /**
   * The steps that are taken: "η ≤ 20" of a search, "η = 2" of a fixed step, "sign η ≤ 10
   * |f|/‖∇f‖₁" along signs, "random ‖δ‖ ≤ 10 √d", "100 steps η = 0.1 σ" of a descent.
   */
  public static String steps(AttackSpec attack) {
    return attack.match(
        new AttackSpec.Cases<String>() {
          @Override
          public String smallestStep(SmallestStep search) {
            return alongGradient(search, " ≤ ");
          }

          @Override
          public String fixedStep(FixedStep step) {
            return alongGradient(step, " = ");
          }

          @Override
          public String signStep(SignStep search) {
            return search.unit() == StepUnit.LINEAR
                ? "sign η ≤ " + times(search.maxStep(), "|f|/‖∇f‖₁")
                : "sign η ≤ " + brief(search.maxStep());
          }

          @Override
          public String randomDirection(RandomDirection search) {
            return "random ‖δ‖ ≤ " + times(search.maxStep(), "√d");
          }

          @Override
          public String gradientDescent(GradientDescent descent) {
            return descent.count() + " steps " + alongGradient(descent, " = ");
          }

          @Override
          public String probe(Probe probe) {
            return "probe R = " + brief(probe.radius()) + ", γ = " + brief(probe.failure());
          }
        });
  }

  private static String alongGradient(AttackSpec attack, String relation) {
    double step = attack.maxStep();
    return switch (attack.unit()) {
      case ETA -> "η" + relation + brief(step);
      case LINEAR -> "η" + relation + times(step, "|f|/‖∇f‖²");
      case RADIUS -> "η‖∇f‖" + relation + times(step, "√d");
      case LENGTH -> "η‖∇f‖" + relation + brief(step);
      case SIGMA -> "η" + relation + times(step, "σ");
    };
  }

  private static String times(double factor, String unit) {
    return factor == 1 ? unit : brief(factor) + " " + unit;
  }

  /** Six digits, without exponent unless that is long. */
  private static String brief(double value) {
    double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
    String plain = Numbers.plain(rounded);
    return plain.length() <= LONGEST_NUMBER ? plain : Numbers.exact(rounded);
  }
}
