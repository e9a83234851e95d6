package onestep.aggregator.text;

import java.math.BigDecimal;
import java.math.MathContext;
import onestep.contract.cell.AttackSpec;

/** Attacks as people read them. */
public final class AttackText {

  private static final MathContext DIGITS = new MathContext(6);
  private static final int LONGEST_NUMBER = 12;

  private AttackText() {}

  /** The steps that are taken: "η ≤ 20" of a search, "η = 2" of a fixed step. */
  public static String steps(AttackSpec attack) {
    String relation = attack.findsSmallestStep() ? " ≤ " : " = ";
    String limit = brief(attack.maxStep());
    String factor = attack.maxStep() == 1 ? "" : limit + " ";
    return switch (attack.unit()) {
      case ETA -> "η" + relation + limit;
      case LINEAR -> "η" + relation + factor + "|f|/‖∇f‖²";
      case RADIUS -> "η‖∇f‖" + relation + factor + "√d";
      case LENGTH -> "η‖∇f‖" + relation + limit;
      case SIGMA -> "η" + relation + factor + "σ";
    };
  }

  /** Six digits, without exponent unless that is long. */
  private static String brief(double value) {
    double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
    String plain = Numbers.plain(rounded);
    return plain.length() <= LONGEST_NUMBER ? plain : Numbers.exact(rounded);
  }
}
