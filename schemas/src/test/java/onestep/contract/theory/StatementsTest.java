package onestep.contract.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.cell.Quantity;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatementsTest {

  private static CellSpec cell(
      Activation activation, int depth, int d, int k, double gain, double gamma, double radius) {
    return new CellSpec(
        new ModelSpec(Collections.nCopies(depth, k), d, activation, gain, Sampler.DENSE, 1),
        new Probe(gamma, radius),
        1,
        CellSpec.CPU_NUMERICS);
  }

  private static CellSpec relu(int d, int k) {
    return cell(Activation.RELU, 1, d, k, 1, 0.05, 1);
  }

  private static CellSpec tanh(int d, int k) {
    return cell(Activation.TANH, 1, d, k, 1, 0.05, 1);
  }

  private static Statement statement(ProbeQuantity violated) {
    return Statements.ALL.stream()
        .filter(each -> each.violated().equals(Optional.of(violated)))
        .findFirst()
        .orElseThrow();
  }

  private static Statement labelled(String label) {
    return Statements.ALL.stream()
        .filter(each -> each.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  /** Computed apart from this program, from the formulas in the paper: γ = 0.05, R = 1. */
  @ParameterizedTest
  @CsvSource({
    "VALUE_BEYOND_LEMMA_2, RELU, 1000, 1.7812092461",
    "VALUE_BEYOND_LEMMA_2_TWO_SIDED, RELU, 1000, 1.9826957941",
    "VALUE_BEYOND_LEMMA_5, TANH, 1000, 2.5964135400",
    "VALUE_BEYOND_LEMMA_5_TWO_SIDED, TANH, 1000, 2.8811747359",
    "VALUE_BEYOND_LEMMA_8, RELU, 1000, 2.8811747359",
    "GRADIENT_BELOW_LEMMA_3, TANH, 1000, 0.6963192690",
    "GRADIENT_BELOW_LEMMA_4, RELU, 1000, 0.4427823238",
    "GRADIENT_BELOW_LEMMA_5, TANH, 1000, 0.3887335727",
    "GRADIENT_BELOW_LEMMA_8, RELU, 1000, 0.4237882743",
    "DRIFT_COMPONENT_ABOVE_LEMMA_6, TANH, 1000, 0.0056212416",
    "DRIFT_ABOVE_LEMMA_7, TANH, 1000, 2.9906688553",
    "DRIFT_COMPONENT_ABOVE_LEMMA_10, RELU, 1000, 0.0758880743",
    "DRIFT_ABOVE_LEMMA_11, RELU, 4000, 196.8074682868",
    "CHI_SQUARED_BEYOND, SIGMOID, 1000, 7.6825823306",
    "WEIGHTS_SQUARED_BEYOND, RELU, 1000, 1.0069232735",
    "LARGEST_WEIGHT_SQUARED_BEYOND, RELU, 1000, 1.3980650711",
    "SUBSET_SUM_BEYOND, RELU, 1000, 25.9273814707"
  })
  void shouldHaveTheBoundsOfThePaper(
      ProbeQuantity violated, Activation activation, int width, double bound) {
    CellSpec cell = cell(activation, 1, 1000, width, 1, 0.05, 1);

    assertThat(statement(violated).bound(cell).orElseThrow()).isCloseTo(bound, within(1e-8));
  }

  @Test
  void shouldHaveTheBoundsOfLemmaNine() {
    assertThat(labelled("Lemma 9 (13)").bound(relu(1000, 50)).orElseThrow())
        .isCloseTo(0.1185394000, within(1e-10));
    assertThat(labelled("Lemma 9 (14)").bound(relu(1000, 50)).orElseThrow())
        .isCloseTo(0.2218933132, within(1e-10));
  }

  @Test
  void shouldTellTheHypothesisThatIsNotMet() {
    assertThat(statement(ProbeQuantity.DRIFT_ABOVE_LEMMA_11).unmet(relu(1000, 400)))
        .contains("√k ≥ 52: k is 400");
    assertThat(statement(ProbeQuantity.DRIFT_ABOVE_LEMMA_11).unmet(relu(3, 4000)))
        .contains("R ≤ √d/2 = 0.866: R is 1.0");
    assertThat(
            statement(ProbeQuantity.DRIFT_ABOVE_LEMMA_11)
                .unmet(cell(Activation.RELU, 1, 4, 4000, 1, 1e-3, 1)))
        .contains("d ≥ log(1/γ) = 6.908: d is 4");
    assertThat(
            statement(ProbeQuantity.DRIFT_COMPONENT_ABOVE_LEMMA_10)
                .unmet(cell(Activation.RELU, 1, 100, 100, 1, 0.1, 0.5)))
        .contains("R ≥ 1: R is 0.5");
    Statement lemma7 = statement(ProbeQuantity.DRIFT_ABOVE_LEMMA_7);
    assertThat(lemma7.unmet(relu(100, 100))).contains("ψ' Lipschitz: relu has a kink");
    assertThat(lemma7.unmet(cell(Activation.GELU, 1, 100, 100, 1, 0.1, 1)))
        .contains("|ψ'| ≤ 1: sup |ψ'| of gelu is 1.129");
    assertThat(lemma7.unmet(cell(Activation.SIGMOID, 1, 100, 100, 1, 0.1, 1)))
        .contains("ψ(0) = 0: ψ(0) of sigmoid is 0.500");
    assertThat(lemma7.unmet(cell(Activation.TANH, 2, 100, 100, 1, 0.1, 1)))
        .contains("one hidden layer: depth is 2");
    assertThat(lemma7.unmet(cell(Activation.TANH, 1, 100, 100, 2, 0.1, 1)))
        .contains("gain 1: gain is 2.0");
    assertThat(
            statement(ProbeQuantity.GRADIENT_BELOW_LEMMA_3)
                .unmet(cell(Activation.TANH, 1, 100, 100, 1, 0.8, 1)))
        .contains("γ < 2/e: γ is 0.8");
    assertThat(statement(ProbeQuantity.VALUE_BEYOND_LEMMA_8).unmet(tanh(100, 100)))
        .contains("ψ = max(0, t): ψ is tanh");
  }

  @Test
  void shouldHaveNoBoundWhereAHypothesisIsNotMet() {
    for (Statement each : Statements.ALL) {
      CellSpec deep = cell(Activation.SIGMOID, 2, 50, 60, 2, 0.05, 1);
      assertThat(each.bound(deep).isPresent() && each.unmet(deep).isPresent())
          .as(each.label())
          .isFalse();
    }
    assertThat(statement(ProbeQuantity.VALUE_BEYOND_LEMMA_2).bound(tanh(50, 60))).isPresent();
    assertThat(
            statement(ProbeQuantity.VALUE_BEYOND_LEMMA_2)
                .bound(cell(Activation.TANH, 2, 50, 60, 1, 0.05, 1)))
        .isEmpty();
  }

  /** DESIGN's own example: at d = 10⁴, k = 10⁶ the bound of Lemma 11 is above 31. */
  @Test
  void shouldSayWhetherABoundSaysAnything() {
    Statement lemma11 = statement(ProbeQuantity.DRIFT_ABOVE_LEMMA_11);
    CellSpec wide = relu(10_000, 1_000_000);

    assertThat(lemma11.bound(wide).orElseThrow()).isGreaterThan(31);
    assertThat(lemma11.trivial(wide).orElseThrow()).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(lemma11.saysSomething(wide)).isFalse();
    assertThat(statement(ProbeQuantity.VALUE_BEYOND_LEMMA_8).saysSomething(wide)).isTrue();
    Statement lemma3 = statement(ProbeQuantity.GRADIENT_BELOW_LEMMA_3);
    assertThat(lemma3.saysSomething(relu(90, 100))).isFalse(); // 25 log(2/γ) = 92
    assertThat(lemma3.saysSomething(relu(100, 100))).isTrue();
    assertThat(labelled("eq. (6)").saysSomething(wide)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void shouldKnowTheSteepestAndCurviestPlaces(Activation activation) {
    Slopes slopes = Slopes.of(activation);

    assertThat(slopes.steepest()).isCloseTo(largest(activation::derivative), within(1e-6));
    if (activation.isSmooth()) {
      assertThat(slopes.curviest()).isCloseTo(largest(activation::secondDerivative), within(1e-6));
    }
  }

  private static double largest(DoubleUnaryOperator function) {
    return DoubleStream.iterate(-20, t -> t <= 20, t -> t + 1e-3)
        .map(t -> Math.abs(function.applyAsDouble(t)))
        .max()
        .orElseThrow();
  }

  @Test
  void shouldTakeTheSmallestBernsteinConstants() {
    // ReLU: E ψ^q = E|Z|^q / 2 and E ψ'^(2q) = 1/2
    Bernstein value = Bernstein.ofValue(Activation.RELU);
    Bernstein slope = Bernstein.ofSquaredSlope(Activation.RELU);

    assertThat(value.variance()).isCloseTo(0.5, within(1e-9));
    assertThat(value.scale()).isCloseTo(2 * Math.sqrt(8 / Math.PI) / 6, within(1e-9)); // q = 3
    assertThat(slope.variance()).isCloseTo(0.5, within(1e-9));
    assertThat(slope.scale()).isCloseTo(1.0 / 3, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource
  void shouldMeetBernsteinsConditionAtEveryPower(Activation activation) {
    Bernstein value = Bernstein.ofValue(activation);
    double factorial = 1;
    for (int q = 2; q <= 60; q++) {
      factorial *= q;
      int power = q;
      double moment =
          NormalIntegral.expectation(t -> Math.pow(Math.abs(activation.value(t)), power), 1);
      double allowed = factorial / 2 * value.variance() * Math.pow(value.scale(), q - 2);
      assertThat(moment).isLessThanOrEqualTo(allowed * (1 + 1e-9));
    }
  }

  /** 100,000 pairs with a fixed seed: five standard errors, 6e-7 to be wrong. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 0.7", "3, 1", "10, 4", "30, 1"})
  void shouldKnowTheShareOfChangedSigns(int d, double radius) {
    Random random = new Random(5);
    int changed = 0;
    int samples = 100_000;
    double[] x = new double[d];
    for (int i = 0; i < samples; i++) {
      double[] u = DoubleStream.generate(random::nextGaussian).limit(d).toArray();
      double norm = Math.sqrt(Arrays.stream(u).map(t -> t * t).sum());
      x[0] = Math.sqrt(d);
      double before = 0;
      double after = 0;
      for (int j = 0; j < d; j++) {
        double w = random.nextGaussian();
        before += w * x[j];
        after += w * (x[j] + radius * u[j] / norm);
      }
      changed += before * after < 0 ? 1 : 0;
    }
    double share = (double) changed / samples;

    double expected = Nearby.changedSigns(d, radius);

    assertThat(share)
        .isCloseTo(expected, within(5 * Math.sqrt(expected * (1 - expected) / samples)));
  }

  /** Each neuron that changes sides changes its slope by 0.99. */
  @Test
  void shouldKnowTheDriftOfALeakyRelu() {
    double jump = 1 - (double) 0.01f;

    assertThat(Nearby.squaredDrift(Activation.LEAKY_RELU, 30, 2))
        .isCloseTo(jump * jump * Nearby.changedSigns(30, 2), within(1e-12));
  }

  @Test
  void shouldHaveADriftThatIsLinearInShortSteps() {
    double curvature = Nearby.squaredCurvature(Activation.SINE);

    // E sin² Z = (1 - e^-2) / 2, and E (cos Z - cos(Z + τY))² → τ² E sin² Z
    assertThat(curvature).isCloseTo((1 - Math.exp(-2)) / 2, within(1e-10));
    assertThat(Nearby.squaredDrift(Activation.SINE, 1_000_000, 1) * 1e6)
        .isCloseTo(curvature, within(1e-5));
    // E (cos Z - cos(Z + τY))² in closed form: E cos² Z + E cos²(Z + τY) - 2 E cos Z cos(Z + τY)
    double tau = 3 / Math.sqrt(4);
    double exact =
        (1 + Math.exp(-2)) / 2
            + (1 + Math.exp(-2 * (1 + tau * tau))) / 2
            - Math.exp(-tau * tau / 2) * (1 + Math.exp(-2));
    assertThat(Nearby.squaredDrift(Activation.SINE, 4, 3)).isCloseTo(exact, within(1e-9));
  }

  @Test
  void shouldReferToMeasuredQuantitiesAlone() {
    // The law of f is no statement with a bound
    Map<Boolean, List<ProbeQuantity>> byKind =
        Arrays.stream(ProbeQuantity.values())
            .filter(each -> !ProbeQuantity.VALUE_BELOW_DECILES.contains(each))
            .collect(
                Collectors.partitioningBy(
                    each -> each.quantity().kind() == Quantity.Kind.PROPORTION));

    assertThat(Statements.ALL).allMatch(each -> !byKind.get(true).contains(each.measured()));
    assertThat(Statements.ALL.stream().flatMap(each -> each.violated().stream()))
        .containsExactlyInAnyOrderElementsOf(byKind.get(true));
  }

  @Test
  void shouldBeMeasuredByProbesAlone() {
    CellSpec search =
        new CellSpec(
            relu(10, 10).model(),
            new AttackSpec.FixedStep(1, StepUnit.ETA),
            1,
            CellSpec.CPU_NUMERICS);

    assertThatThrownBy(() -> Statements.ALL.get(0).limit(search))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("statements are measured by the attack probe, got fixed-step");
  }
}
