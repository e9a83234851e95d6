package onestep.contract.cell;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import onestep.contract.cell.Quantity.Kind;

/**
 * What a {@link AttackSpec.Probe} measures at each point. The order is that of result rows.
 *
 * <p>g is ∇f(x), R the radius and s = -sign f(x); u and v are unit vectors, independent of the
 * network and of each other. A quantity that a network has no number of is NaN: each definition
 * says where. Events compare with a bound of the paper ({@code onestep.contract.theory.Statements})
 * and are NaN where its hypotheses do not hold.
 */
@SuppressWarnings("ImmutableEnumChecker") // a record of texts
public enum ProbeQuantity {
  /** |f(x)|. */
  VALUE_ABS("f", "|f(x)|"),
  /** Lemma 2 as stated. */
  VALUE_BEYOND_LEMMA_2("|f(x)| is above the bound of Lemma 2 as stated, with log(1/γ)"),
  /** Lemma 2 for both signs. */
  VALUE_BEYOND_LEMMA_2_TWO_SIDED("|f(x)| is above the bound of Lemma 2 with log(2/γ)"),
  /** Lemma 5, first inequality, as stated. */
  VALUE_BEYOND_LEMMA_5("|f(x)| is above the bound of Lemma 5 as stated, with log(1/γ)"),
  /** Lemma 5, first inequality, for both signs. */
  VALUE_BEYOND_LEMMA_5_TWO_SIDED("|f(x)| is above the bound of Lemma 5 with log(2/γ)"),
  /** Lemma 8, first inequality. */
  VALUE_BEYOND_LEMMA_8("|f(x)| is above the bound of Lemma 8"),

  /** ‖∇f(x)‖. */
  GRADIENT_NORM("f/x", "‖∇f(x)‖"),
  /** Lemma 3's ratio. */
  GRADIENT_OVER_SLOPES(
      "", "‖∇f(x)‖ over the root mean square of ψ'(w·x) over neurons; one hidden layer"),
  /** Lemma 3. */
  GRADIENT_BELOW_LEMMA_3("‖∇f(x)‖ is below the bound of Lemma 3"),
  /** Lemma 4. */
  GRADIENT_BELOW_LEMMA_4("‖∇f(x)‖ is below the bound of Lemma 4"),
  /** Lemma 5, second inequality. */
  GRADIENT_BELOW_LEMMA_5("‖∇f(x)‖ is below the bound of Lemma 5"),
  /** Lemma 8, second inequality. */
  GRADIENT_BELOW_LEMMA_8("‖∇f(x)‖ is below the bound of Lemma 8"),

  /** Lemma 1, left side over right side. */
  LINEARISATION_ERROR(
      "",
      "|f(x + η g/‖g‖²) - (f(x) + η)| over |η| sup‖∇f(x) - ∇f(x + δ)‖/‖g‖ at η = -2f(x), where a"
          + " linear f is as far on the other side; the sup is the largest of 8 points of the"
          + " segment; none where the gradient does not change on it"),
  /** Lemma 1. */
  LINEARISATION_BEYOND_LEMMA_1("the left side of Lemma 1 is above its right side, up to rounding"),

  /** ‖∇f(x) - ∇f(x + δ)‖, δ = s R g/‖g‖. */
  DRIFT_DOWNHILL("f/x", "‖∇f(x) - ∇f(x + δ)‖ for δ = s R g/‖g‖, towards the sign change"),
  /** ‖∇f(x) - ∇f(x + δ)‖, δ = -s R g/‖g‖. */
  DRIFT_UPHILL("f/x", "‖∇f(x) - ∇f(x + δ)‖ for δ = -s R g/‖g‖"),
  /** ‖∇f(x) - ∇f(x + R u)‖². */
  DRIFT_RANDOM_SQUARED("(f/x)²", "‖∇f(x) - ∇f(x + R u)‖²"),
  /** ‖∇f(x) - ∇f(x + R e)‖. */
  DRIFT_CURVED(
      "f/x",
      "‖∇f(x) - ∇f(x + R e)‖ for e the eigenvector of ∇²f(x) of the largest absolute eigenvalue; of"
          + " one hidden layer with a kink, that of the Hessian with τ softplus(t/τ) for max(0, t),"
          + " τ the standard deviation of w·δ; of more, none"),
  /** Lower bound of the sup of (7). */
  DRIFT_LARGEST("f/x", "the largest of these, so sup ≥: a lower bound of the sup in (7)"),
  /** The same over ‖g‖. */
  DRIFT_RELATIVE("", "the same over ‖∇f(x)‖"),
  /** Lemma 7. */
  DRIFT_ABOVE_LEMMA_7("the lower bound of the sup is above the bound of Lemma 7"),
  /** Lemma 11. */
  DRIFT_ABOVE_LEMMA_11("the lower bound of the sup is above the bound of Lemma 11"),
  /** |v·(∇f(x) - ∇f(x + R u))|. */
  DRIFT_COMPONENT("f/x", "|v·(∇f(x) - ∇f(x + R u))|"),
  /** Lemma 6. */
  DRIFT_COMPONENT_ABOVE_LEMMA_6("v·(∇f(x) - ∇f(x + R u)) is above the bound of Lemma 6"),
  /** Lemma 10. */
  DRIFT_COMPONENT_ABOVE_LEMMA_10("v·(∇f(x) - ∇f(x + R u)) is above the bound of Lemma 10"),

  /** ‖∇²f(x)‖. */
  HESSIAN_NORM("f/x²", "‖∇²f(x)‖ by Lanczos' method, from below; smooth ψ only"),
  /** The largest of three points of the ball. */
  HESSIAN_NORM_BALL(
      "f/x²", "the largest ‖∇²f‖ of x, x + s R g/‖g‖ and x + R u, so sup ≥; smooth ψ only"),

  /** Share of first-layer neurons. */
  CHANGED_SIGNS("", "share of first-layer neurons with sign(w·x) ≠ sign(w·(x + R u))"),
  /** Share of first-layer neurons that change their sign within ε of x + R u. */
  NEAR_SIGNS(
      "",
      "share of first-layer neurons with |w·(x + R u)| ≤ ε‖w‖, ε = 0.1: they change their sign"
          + " within ε; dense sampler only"),

  /** |Σ (w·x)² - k| / √k. */
  CHI_SQUARED("", "|Σ(w·x)² - k|/√k over the k neurons of the first layer"),
  /** Equation (8). */
  CHI_SQUARED_BEYOND("Σ(w·x)² is outside the bound of (8)"),
  /** Equation (12). */
  WEIGHTS_SQUARED("", "Σ‖w‖²/k over first-layer neurons; dense sampler, at the first point only"),
  /** Equation (12). */
  WEIGHTS_SQUARED_BEYOND("Σ‖w‖² is above the bound of (12)"),
  /** Before equation (16). */
  LARGEST_WEIGHT_SQUARED("", "the largest ‖w‖²; dense sampler, at the first point only"),
  /** Before equation (16). */
  LARGEST_WEIGHT_SQUARED_BEYOND("the largest ‖w‖² is above the bound before (16)"),
  /** Equation (19). */
  SUBSET_SUM(
      "",
      "‖Σ_S a w‖/√k over a set S of at most 4d first-layer neurons (of several layers ‖Σ_S w‖/√k,"
          + " which has the same law), by alternating maximisation, so sup ≥; at the first point only"),
  /** Equation (19). */
  SUBSET_SUM_BEYOND("this lower bound is above the bound of (19)"),

  /** The law of f at the 10 % quantile of its limit. */
  VALUE_BELOW_10("f(x) is at most the 10 % quantile of N(0, q_L)"),
  /** The law of f at the 20 % quantile of its limit. */
  VALUE_BELOW_20("f(x) is at most the 20 % quantile of N(0, q_L)"),
  /** The law of f at the 30 % quantile of its limit. */
  VALUE_BELOW_30("f(x) is at most the 30 % quantile of N(0, q_L)"),
  /** The law of f at the 40 % quantile of its limit. */
  VALUE_BELOW_40("f(x) is at most the 40 % quantile of N(0, q_L)"),
  /** The law of f at the 50 % quantile of its limit. */
  VALUE_BELOW_50("f(x) is at most the 50 % quantile of N(0, q_L)"),
  /** The law of f at the 60 % quantile of its limit. */
  VALUE_BELOW_60("f(x) is at most the 60 % quantile of N(0, q_L)"),
  /** The law of f at the 70 % quantile of its limit. */
  VALUE_BELOW_70("f(x) is at most the 70 % quantile of N(0, q_L)"),
  /** The law of f at the 80 % quantile of its limit. */
  VALUE_BELOW_80("f(x) is at most the 80 % quantile of N(0, q_L)"),
  /** The law of f at the 90 % quantile of its limit. */
  VALUE_BELOW_90("f(x) is at most the 90 % quantile of N(0, q_L)");

  /** Whether f(x) is at most each of the nine deciles of its limit, in their order. */
  public static final List<ProbeQuantity> VALUE_BELOW_DECILES =
      List.of(
          VALUE_BELOW_10,
          VALUE_BELOW_20,
          VALUE_BELOW_30,
          VALUE_BELOW_40,
          VALUE_BELOW_50,
          VALUE_BELOW_60,
          VALUE_BELOW_70,
          VALUE_BELOW_80,
          VALUE_BELOW_90);

  /** All of them, as rows and tables have them. */
  static final List<Quantity> ALL = Arrays.stream(values()).map(ProbeQuantity::quantity).toList();

  private final Quantity quantity;

  ProbeQuantity(String unit, String definition) {
    this.quantity = new Quantity(label(), unit, Kind.MEAN, definition);
  }

  ProbeQuantity(String event) {
    this.quantity = new Quantity(label(), "", Kind.PROPORTION, event);
  }

  /** The name in records and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How it is summarised, its unit and its definition. */
  public Quantity quantity() {
    return quantity;
  }

  /** Its place in result rows. */
  public int index() {
    return ALL.indexOf(quantity);
  }
}
