package onestep.contract.theory;

import static onestep.contract.theory.Hypothesis.FAILURE_BELOW_TWO_OVER_E;
import static onestep.contract.theory.Hypothesis.MANY_INPUTS;
import static onestep.contract.theory.Hypothesis.ONE_LAYER;
import static onestep.contract.theory.Hypothesis.ONE_LIPSCHITZ;
import static onestep.contract.theory.Hypothesis.RADIUS_AT_LEAST_ONE;
import static onestep.contract.theory.Hypothesis.RADIUS_AT_MOST_HALF;
import static onestep.contract.theory.Hypothesis.RELU;
import static onestep.contract.theory.Hypothesis.SMOOTH;
import static onestep.contract.theory.Hypothesis.UNIT_GAIN;
import static onestep.contract.theory.Hypothesis.WIDE;
import static onestep.contract.theory.Hypothesis.ZERO_AT_ZERO;

import java.util.List;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.theory.Statement.Guarantee;
import org.apache.commons.numbers.gamma.Erf;

/**
 * The statements of the paper that are measured, in its order.
 *
 * <p>Each bound is the paper's, with its constants. Where its text has a slip, {@link
 * Statement#version} says what is measured; where the slip makes a difference both versions are. Of
 * inequalities that a lemma claims together, each is judged on its own against γ. Intermediate
 * steps of the union bounds over ε-nets ((11), (15) to (18)) are not measured; (9) and (10) are
 * hypotheses.
 */
public final class Statements {

  /** The ε of (14). */
  public static final double EPSILON = 0.1;

  private static final Hypothesis[] SECTION_TWO = {
    ONE_LAYER, UNIT_GAIN, SMOOTH, ONE_LIPSCHITZ, ZERO_AT_ZERO
  };

  private static final List<Hypothesis> ANY = List.of();

  /** All of them. */
  public static final List<Statement> ALL =
      List.of(
          Statement.of("eq. (2)", ProbeQuantity.VALUE_ABS, Guarantee.ORDER_ONLY)
              .version("|f(x)| = O(1) at every depth")
              .limit(Statements::meanValue, ANY),
          value("Lemma 2", ProbeQuantity.VALUE_BEYOND_LEMMA_2)
              .version("as stated, log(1/γ), with the smallest σ and c; the proof bounds one side")
              .bound(s -> lemma2(s, 1), ONE_LAYER, UNIT_GAIN),
          value("Lemma 2", ProbeQuantity.VALUE_BEYOND_LEMMA_2_TWO_SIDED)
              .version("two-sided, log(2/γ), with the smallest σ and c")
              .bound(s -> lemma2(s, 2), ONE_LAYER, UNIT_GAIN),
          Statement.of("eq. (3)", ProbeQuantity.GRADIENT_NORM, Guarantee.ORDER_ONLY)
              .version("‖∇f(x)‖ = Θ(1) at every depth")
              .limit(Statements::gradientNorm, ANY),
          Statement.of("Lemma 3", ProbeQuantity.GRADIENT_OVER_SLOPES, Guarantee.WITH_PROBABILITY)
              .version("with the network's own mean of ψ'(w·x)²")
              .violatedBy(ProbeQuantity.GRADIENT_BELOW_LEMMA_3)
              .below()
              .bound(s -> Math.max(0, shrunk(s, 2)), ONE_LAYER, UNIT_GAIN, FAILURE_BELOW_TWO_OVER_E)
              .limit(s -> 1)
              .trivial(s -> 0),
          gradient("Lemma 4", ProbeQuantity.GRADIENT_BELOW_LEMMA_4)
              .version("with the smallest σ' and c'")
              .bound(Statements::lemma4, ONE_LAYER, UNIT_GAIN),
          Statement.of("eq. (4)", ProbeQuantity.HESSIAN_NORM, Guarantee.ORDER_ONLY)
              .version("‖∇²f(x)‖ = Õ(1/√d); limit for k ≫ d")
              .limit(Statements::hessianNorm, List.of(ONE_LAYER, UNIT_GAIN, SMOOTH))
              .bound(s -> Double.NaN, ONE_LAYER, UNIT_GAIN, SMOOTH)
              .trivial(Statements::trivialHessian),
          Statement.of("eq. (5)", ProbeQuantity.HESSIAN_NORM_BALL, Guarantee.ORDER_ONLY)
              .version("the same at three points of the ball of radius R: sup ≥")
              .limit(Statements::hessianNorm, List.of(ONE_LAYER, UNIT_GAIN, SMOOTH))
              .bound(s -> Double.NaN, ONE_LAYER, UNIT_GAIN, SMOOTH)
              .trivial(Statements::trivialHessian),
          Statement.of("eq. (6)", ProbeQuantity.DRIFT_RELATIVE, Guarantee.ORDER_ONLY)
              .version("sup ≥, over ‖∇f(x)‖")
              .trivial(s -> 2),
          Statement.of("Lemma 1", ProbeQuantity.LINEARISATION_ERROR, Guarantee.ALWAYS)
              .version(
                  "radius |η|/‖∇f‖ (the text has η); η = -2f(x); sup over 8 points of the segment")
              .violatedBy(ProbeQuantity.LINEARISATION_BEYOND_LEMMA_1)
              .bound(s -> 1),
          Statement.of("eq. (7)", ProbeQuantity.DRIFT_RANDOM_SQUARED, Guarantee.ORDER_ONLY)
              .version("squared, for one δ of length R; exact for ReLU at any k and d")
              .limit(s -> Nearby.squaredDrift(s.psi(), s.model().dimension(), s.radius())),
          Statement.of("(8)", ProbeQuantity.CHI_SQUARED, Guarantee.WITH_PROBABILITY)
              .version("as stated for every γ; it fails for log(2/γ) ≳ k")
              .violatedBy(ProbeQuantity.CHI_SQUARED_BEYOND)
              .bound(s -> 4 * Math.sqrt(s.log(2)), UNIT_GAIN)
              .limit(s -> 2 / Math.sqrt(Math.PI), List.of(UNIT_GAIN))
              .trivial(s -> Math.sqrt(2 / s.gamma())),
          value("Lemma 5", ProbeQuantity.VALUE_BEYOND_LEMMA_5)
              .version("as stated, log(1/γ); the proof bounds one side")
              .bound(s -> lemma5(s, 1), SECTION_TWO),
          value("Lemma 5", ProbeQuantity.VALUE_BEYOND_LEMMA_5_TWO_SIDED)
              .version("two-sided, log(2/γ)")
              .bound(s -> lemma5(s, 2), SECTION_TWO),
          gradient("Lemma 5", ProbeQuantity.GRADIENT_BELOW_LEMMA_5)
              .bound(s -> gradientBound(s, s.meanSquareSlope(), 4, 8), SECTION_TWO),
          component("Lemma 6", ProbeQuantity.DRIFT_COMPONENT_ABOVE_LEMMA_6)
              .bound(Statements::lemma6, SECTION_TWO),
          largestDrift("Lemma 7", ProbeQuantity.DRIFT_ABOVE_LEMMA_7)
              .bound(
                  Statements::lemma7,
                  ONE_LAYER,
                  UNIT_GAIN,
                  SMOOTH,
                  ONE_LIPSCHITZ,
                  ZERO_AT_ZERO,
                  RADIUS_AT_LEAST_ONE)
              .limit(s -> s.radius() * hessianNorm(s), List.of(ONE_LAYER, UNIT_GAIN, SMOOTH)),
          Statement.of("(12)", ProbeQuantity.WEIGHTS_SQUARED, Guarantee.WITH_PROBABILITY)
              .violatedBy(ProbeQuantity.WEIGHTS_SQUARED_BEYOND)
              .bound(s -> 1 + 4 * Math.sqrt(s.log(1) / (s.k() * s.d())), UNIT_GAIN)
              .limit(s -> 1, List.of(UNIT_GAIN))
              .trivial(s -> 1 + Math.sqrt(2 / (s.k() * s.d() * s.gamma()))),
          value("Lemma 8", ProbeQuantity.VALUE_BEYOND_LEMMA_8)
              .bound(s -> lemma5(s, 2), ONE_LAYER, UNIT_GAIN, RELU),
          gradient("Lemma 8", ProbeQuantity.GRADIENT_BELOW_LEMMA_8)
              .bound(s -> gradientBound(s, 0.5, 1, 4), ONE_LAYER, UNIT_GAIN, RELU),
          Statement.of("Lemma 9 (13)", ProbeQuantity.CHANGED_SIGNS, Guarantee.ON_AVERAGE)
              .bound(s -> s.radius() * Math.sqrt(2 * StrictMath.log(s.d()) / s.d()) + 1 / s.d())
              .limit(s -> Nearby.changedSigns(s.model().dimension(), s.radius()), ANY)
              .trivial(s -> 1),
          Statement.of("Lemma 9 (14)", ProbeQuantity.NEAR_SIGNS, Guarantee.ON_AVERAGE)
              .version("ε = 0.1; the proof's σ² ≥ ½ should be ≥ ¼")
              .bound(
                  s -> 2 * EPSILON * (1 + 2 * Math.sqrt(StrictMath.log(2 / EPSILON) / s.d())),
                  RADIUS_AT_MOST_HALF)
              .limit(Statements::nearSigns, ANY)
              .trivial(s -> 1),
          component("Lemma 10", ProbeQuantity.DRIFT_COMPONENT_ABOVE_LEMMA_10)
              .version("as stated; by its proof the first term lacks a factor √2")
              .bound(Statements::lemma10, ONE_LAYER, UNIT_GAIN, RELU, RADIUS_AT_LEAST_ONE),
          largestDrift("Lemma 11", ProbeQuantity.DRIFT_ABOVE_LEMMA_11)
              .bound(
                  Statements::lemma11,
                  ONE_LAYER,
                  UNIT_GAIN,
                  RELU,
                  RADIUS_AT_LEAST_ONE,
                  RADIUS_AT_MOST_HALF,
                  WIDE,
                  MANY_INPUTS),
          Statement.of(
                  "before (16)", ProbeQuantity.LARGEST_WEIGHT_SQUARED, Guarantee.WITH_PROBABILITY)
              .version("all ‖w‖² at once")
              .violatedBy(ProbeQuantity.LARGEST_WEIGHT_SQUARED_BEYOND)
              .bound(s -> 1 + 4 * Math.sqrt(s.log(s.k()) / s.d()), UNIT_GAIN)
              .trivial(s -> 1 + Math.sqrt(2 * s.k() / (s.d() * s.gamma()))),
          Statement.of("(19)", ProbeQuantity.SUBSET_SUM, Guarantee.WITH_PROBABILITY)
              .version(
                  "sup ≥; as stated; in the proof t lacks a factor √2, which the 9 has room for")
              .violatedBy(ProbeQuantity.SUBSET_SUM_BEYOND)
              .bound(
                  s ->
                      9
                          * Math.sqrt(s.d() / s.k())
                          * Math.sqrt(StrictMath.log(4 * s.k()) + s.log(8) / s.d()),
                  UNIT_GAIN)
              .trivial(
                  s ->
                      Math.sqrt(Math.min(4 * s.d(), s.k()) / s.k())
                          * (1 + Math.sqrt(s.k() / s.d()))));

  private Statements() {}

  private static Statement value(String label, ProbeQuantity violated) {
    return Statement.of(label, ProbeQuantity.VALUE_ABS, Guarantee.WITH_PROBABILITY)
        .violatedBy(violated)
        .limit(Statements::meanValue, ANY)
        .trivial(s -> Math.sqrt(s.meanSquareValue() / s.gamma()));
  }

  private static Statement gradient(String label, ProbeQuantity violated) {
    return Statement.of(label, ProbeQuantity.GRADIENT_NORM, Guarantee.WITH_PROBABILITY)
        .violatedBy(violated)
        .below()
        .limit(Statements::gradientNorm, ANY)
        .trivial(s -> 0);
  }

  private static Statement component(String label, ProbeQuantity violated) {
    return Statement.of(label, ProbeQuantity.DRIFT_COMPONENT, Guarantee.WITH_PROBABILITY)
        .violatedBy(violated)
        .limit(Statements::meanComponent)
        .trivial(s -> 2 * Math.sqrt(s.meanSquareSlope() / (s.d() * s.gamma())));
  }

  private static Statement largestDrift(String label, ProbeQuantity violated) {
    return Statement.of(label, ProbeQuantity.DRIFT_LARGEST, Guarantee.WITH_PROBABILITY)
        .version("sup over ‖δ‖ ≤ R (the text has δ ≤ R): sup ≥")
        .violatedBy(violated)
        .trivial(s -> 2 * Math.sqrt(s.meanSquareSlope()));
  }

  /** E |f| = √(2 q_L / π). */
  private static double meanValue(Setting s) {
    return Math.sqrt(2 * WideLimit.of(s.model()).valueVariance() / Math.PI);
  }

  private static double gradientNorm(Setting s) {
    return Math.sqrt(WideLimit.of(s.model()).gradientSquared());
  }

  /** Given the drift, a component of it is N(0, ‖drift‖²/d) for large d. */
  private static double meanComponent(Setting s) {
    double squared = Nearby.squaredDrift(s.psi(), s.model().dimension(), s.radius());
    return Math.sqrt(2 * squared / (Math.PI * s.d()));
  }

  /** 2 √(E ψ''² / d): ∇²f is a semicircular matrix with entries of variance E ψ''² / d². */
  private static double hessianNorm(Setting s) {
    return 2 * Math.sqrt(Nearby.squaredCurvature(s.psi()) / s.d());
  }

  /** ‖∇²f‖ ≤ L ‖W‖² / √k, and ‖W‖ is 1 + √(k/d) in the limit. */
  private static double trivialHessian(Setting s) {
    double norm = 1 + Math.sqrt(s.k() / s.d());
    return s.smoothness() * norm * norm / Math.sqrt(s.k());
  }

  private static double lemma2(Setting s, double sides) {
    Bernstein x = Bernstein.ofValue(s.psi());
    double log = s.log(sides);
    return Math.sqrt(2 * x.variance() * log) + x.scale() * log / Math.sqrt(s.k());
  }

  private static double lemma5(Setting s, double sides) {
    return Math.sqrt(2 * s.log(sides)) * (1 + Math.sqrt(s.log(2) / s.k()));
  }

  private static double shrunk(Setting s, double factor) {
    return 1 - 5 * Math.sqrt(s.log(factor) / s.d());
  }

  private static double lemma4(Setting s) {
    Bernstein x = Bernstein.ofSquaredSlope(s.psi());
    double log = s.log(2);
    double lost = Math.sqrt(2 * x.variance() * log / s.k()) + x.scale() * log / s.k();
    return rootTimes(s.meanSquareSlope() - lost, shrunk(s, 4));
  }

  /** The second inequalities of Lemmas 5 and 8. */
  private static double gradientBound(
      Setting s, double meanSquare, double innerFactor, double outerFactor) {
    double lost = Math.sqrt(2 * s.log(4) / s.k()) * (1 + Math.sqrt(s.log(innerFactor) / s.k()));
    return rootTimes(meanSquare - lost, shrunk(s, outerFactor));
  }

  /** A product that says nothing once a factor is not positive. */
  private static double rootTimes(double square, double factor) {
    return square > 0 && factor > 0 ? Math.sqrt(square) * factor : 0;
  }

  private static double lemma6(Setting s) {
    double log = s.log(1);
    return 4 * s.radius() * s.smoothness() / s.d() * Math.sqrt(log) * (1 + Math.sqrt(log / s.k()));
  }

  private static double lemma7(Setting s) {
    return 20
        * s.radius()
        * s.smoothness()
        * (Math.sqrt(s.log(s.k()) / s.d()) + s.log(1) / Math.sqrt(s.k()));
  }

  /**
   * For x + δ with δ ⊥ x: |w·(x + δ)| ≤ ε ‖w‖ if a coordinate on the sphere is within ε/‖x + δ‖.
   */
  private static double nearSigns(Setting s) {
    double z = EPSILON / Math.sqrt(1 + s.radius() * s.radius() / s.d());
    return Erf.value(z / Math.sqrt(2));
  }

  private static double lemma10(Setting s) {
    double log = s.log(1);
    double share = 2 * s.radius() * Math.sqrt(StrictMath.log(s.d()) / s.d());
    return 2 * Math.sqrt(log / s.d()) * (Math.pow(share, 0.25) + Math.sqrt(log / s.k()));
  }

  private static double lemma11(Setting s) {
    double log = StrictMath.log(s.radius() * s.k());
    double share = s.radius() * log * log * Math.sqrt(StrictMath.log(s.d()) / s.d());
    return 20 * Math.pow(share, 0.25) + 40 * Math.sqrt(s.d() / s.k()) * log;
  }
}
