package onestep.aggregator.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.cell.Quantity.Kind;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellStateTest {

  private static final CellSpec SPEC =
      new CellSpec(
          new ModelSpec(List.of(100), 10, Activation.RELU, 1, Sampler.DENSE, 1),
          new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
          4,
          CellSpec.CPU_NUMERICS);

  private static final CellSpec PROBE =
      new CellSpec(
          SPEC.model(), new AttackSpec.Probe(0.05, 1), SPEC.points(), CellSpec.CPU_NUMERICS);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldHaveTheSameBytesWhateverTheOrderDuplicatesAndGrouping(long seed) {
    // Given
    Random random = new Random(seed);
    List<NetworkTrials> networks = networks(random, 200);
    byte[] expected = state(networks).toBytes();

    // When a shuffled stream with duplicates is added in parts that are written, read and merged
    List<NetworkTrials> shuffled = new ArrayList<>(networks);
    Collections.shuffle(shuffled, random);
    CellState merged = new CellState();
    for (int from = 0; from < shuffled.size(); ) {
      int to = Math.min(shuffled.size(), from + 1 + random.nextInt(60));
      CellState part = state(shuffled.subList(from, to));
      shuffled.subList(from, to).forEach(part::add);
      merged.merge(CellState.of(part.toBytes()));
      from = to;
    }

    // Then
    assertThat(merged.toBytes()).isEqualTo(expected);
  }

  /** Quantities are joined as everything else is, those that a trial has not included. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldHaveTheSameBytesOfQuantitiesWhateverTheOrderAndGrouping(long seed) {
    // Given
    Random random = new Random(seed);
    List<NetworkTrials> networks = probed(random, 60);
    byte[] expected = state(networks).toBytes();
    List<NetworkTrials> shuffled = new ArrayList<>(networks);
    Collections.shuffle(shuffled, random);

    // When
    CellState merged = new CellState();
    for (int from = 0; from < shuffled.size(); ) {
      int to = Math.min(shuffled.size(), from + 1 + random.nextInt(20));
      CellState part = state(shuffled.subList(from, to));
      part.add(shuffled.get(from));
      merged.merge(CellState.of(part.toBytes()));
      from = to;
    }

    // Then
    assertThat(merged.toBytes()).isEqualTo(expected);
    assertThat(merged.summary(PROBE, TheoryValues.NONE))
        .isEqualTo(state(networks).summary(PROBE, TheoryValues.NONE));
  }

  @Test
  void shouldSummariseQuantitiesOverTheTrialsThatHaveThem() {
    // Given two networks of two points; a mean of which one trial has none, and an event
    CellState state = new CellState();
    List<double[]> first = quantities(2);
    first.set(ProbeQuantity.VALUE_ABS.index(), new double[] {1, Double.NaN});
    first.set(ProbeQuantity.DRIFT_ABOVE_LEMMA_7.index(), new double[] {1, 0});
    List<double[]> second = quantities(2);
    second.set(ProbeQuantity.VALUE_ABS.index(), new double[] {2, 6});
    second.set(ProbeQuantity.DRIFT_ABOVE_LEMMA_7.index(), new double[] {0, 0});
    List<Trial> trials = List.of(unflipped(1, 1), unflipped(-2, 1));
    state.add(new NetworkTrials(0, trials, first));
    state.add(new NetworkTrials(1, trials, second));

    // When
    CellSummary summary = state.summary(PROBE, TheoryValues.NONE);

    // Then
    assertThat(summary.quantity("value_abs").mean()).isEqualTo(3);
    Estimate violated = summary.quantity("drift_above_lemma_7");
    assertThat(violated.mean()).isEqualTo(0.25);
    assertThat(violated.low()).isBetween(0.0, 0.05);
    assertThat(violated.high()).isBetween(0.5, 1.0);
    assertThat(summary.quantity("hessian_norm")).isEqualTo(Estimate.UNDEFINED);
    assertThat(summary.quantity("no such thing")).isEqualTo(Estimate.UNDEFINED);
  }

  @Test
  void shouldRefuseNetworksOfOtherQuantities() {
    CellState state = state(probed(new Random(9), 1));

    assertThatThrownBy(() -> state.add(new NetworkTrials(7, List.of(unflipped(1, 1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a cell of %d quantities cannot have 0", ProbeQuantity.values().length);
  }

  private static List<double[]> quantities(int points) {
    List<double[]> quantities = new ArrayList<>();
    for (int i = 0; i < ProbeQuantity.values().length; i++) {
      double[] none = new double[points];
      Arrays.fill(none, Double.NaN);
      quantities.add(none);
    }
    return quantities;
  }

  private static List<NetworkTrials> probed(Random random, int count) {
    List<NetworkTrials> networks = new ArrayList<>();
    for (NetworkTrials network : networks(random, count)) {
      List<double[]> quantities = quantities(4);
      for (ProbeQuantity quantity : ProbeQuantity.values()) {
        for (int point = 0; point < 4; point++) {
          double number =
              quantity.quantity().kind() == Kind.PROPORTION
                  ? random.nextInt(2)
                  : random.nextGaussian();
          quantities.get(quantity.index())[point] = random.nextInt(4) == 0 ? Double.NaN : number;
        }
      }
      networks.add(new NetworkTrials(network.network(), network.trials(), quantities));
    }
    return networks;
  }

  /** A given step tells nothing of where the sign changes. */
  @Test
  void shouldSummariseAFixedStepWithoutWhatIsOfSmallestSteps() {
    // Given
    CellState state = state(networks(new Random(7), 50));
    AttackSpec fixed = new AttackSpec.FixedStep(2, StepUnit.ETA);

    // When
    CellSummary search = state.summary(SPEC, TheoryValues.NONE);
    CellSummary step =
        state.summary(
            new CellSpec(SPEC.model(), fixed, SPEC.points(), SPEC.numerics()), TheoryValues.NONE);

    // Then
    assertThat(search.linearity().isDefined()).isTrue();
    assertThat(search.etaQuantiles().q10()).isNotNaN();
    assertThat(step.linearity()).isEqualTo(Estimate.UNDEFINED);
    assertThat(step.etaQuantiles()).isEqualTo(EtaQuantiles.UNDEFINED);
    assertThat(step.flippedFraction()).isEqualTo(search.flippedFraction());
    assertThat(step.perturbation()).isEqualTo(search.perturbation());
  }

  @Test
  void shouldHaveAnIdentity() {
    // Given
    List<NetworkTrials> networks = networks(new Random(6), 20);
    CellState left = new CellState();
    CellState right = state(networks);

    // When
    left.merge(state(networks));
    right.merge(new CellState());

    // Then
    assertThat(left.toBytes()).isEqualTo(right.toBytes());
  }

  @Test
  void shouldIgnoreANetworkAlreadySeen() {
    // Given
    NetworkTrials network = new NetworkTrials(7, List.of(flipped(1, 1, 1)));
    CellState state = new CellState();

    // When
    boolean first = state.add(network);
    boolean second = state.add(network);

    // Then
    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(state.trials()).isEqualTo(1);
  }

  @Test
  void shouldRefuseToMergeStatesThatShareANetwork() {
    CellState one = state(networks(new Random(7), 3));
    CellState other = state(networks(new Random(7), 1));

    assertThatThrownBy(() -> one.merge(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("share no network");
  }

  @Test
  void shouldRefuseBytesThatAreNoState() {
    assertThatThrownBy(() -> CellState.of(new byte[] {9, 1, 2}))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("state version must be 3, got 9");
  }

  @Test
  void shouldSummariseEveryKindOfTrial() {
    // Given two networks of four points: five flips, one degenerate, one unresolved, one unflipped
    CellState state = new CellState();
    state.add(
        new NetworkTrials(
            0, List.of(flipped(1, 2, 0.5), flipped(-2, 1, 2), flipped(3, 1, 3), unflipped(4, 1))));
    state.add(
        new NetworkTrials(
            1,
            List.of(
                flipped(-1, 2, 0.25),
                flipped(2, 2, 1),
                new Trial(0, 0, TrialOutcome.DEGENERATE, Double.NaN),
                new Trial(1e-12, 1, TrialOutcome.UNRESOLVED, Double.NaN))));

    // When
    CellSummary summary = state.summary(SPEC, TheoryValues.NONE);

    // Then
    assertThat(summary.networks()).isEqualTo(2);
    assertThat(summary.trials()).isEqualTo(8);
    assertThat(summary.flipped()).isEqualTo(5);
    assertThat(summary.degenerate()).isEqualTo(1);
    assertThat(summary.unresolved()).isEqualTo(1);
    assertThat(summary.flippedFraction().mean()).isEqualTo(5.0 / 8);
    assertThat(summary.eta().mean()).isEqualTo(6.75 / 5);
    assertThat(summary.gradientNorm().mean()).isEqualTo(10.0 / 8);
    assertThat(summary.valueAbs().mean()).isCloseTo(13.0 / 8, within(1e-12));
    assertThat(summary.perturbation().mean()).isEqualTo((1 + 2 + 3 + 0.5 + 2) / 5);
    assertThat(summary.linearity().mean()).isEqualTo(5 / (0.5 + 1 + 1 + 1 + 0.5));
    // f: 1, -2, 3, 4, -1, 2, 0, 0: sum 7, squares 35, (35 - 49/8) / 7
    assertThat(summary.valueSd()).isCloseTo(Math.sqrt(28.875 / 7), within(1e-9));
    // Steps 0.25, 0.5, 1, 2, 3 of 8 trials: ranks 1, 2, 4, 6 (none), 8 (none)
    assertThat(summary.etaQuantiles().q10()).isCloseTo(0.25, within(0.001));
    assertThat(summary.etaQuantiles().q25()).isCloseTo(0.5, within(0.002));
    assertThat(summary.etaQuantiles().q50()).isCloseTo(2, within(0.008));
    assertThat(summary.etaQuantiles().q75()).isNaN();
    assertThat(summary.etaQuantiles().q90()).isNaN();
  }

  @Test
  void shouldStaySmallHoweverManyTrials() {
    // Given 20,000 trials
    CellState state = state(networks(new Random(8), 5_000));

    // When
    byte[] bytes = state.toBytes();

    // Then
    assertThat(bytes.length).isLessThan(16_384);
  }

  private static CellState state(List<NetworkTrials> networks) {
    CellState state = new CellState();
    networks.forEach(state::add);
    return state;
  }

  private static List<NetworkTrials> networks(Random random, int count) {
    List<NetworkTrials> networks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Trial> trials = new ArrayList<>();
      for (int point = 0; point < 4; point++) {
        double value = random.nextGaussian();
        double norm = 0.1 + random.nextDouble();
        trials.add(
            random.nextInt(5) == 0
                ? unflipped(value, norm)
                : flipped(value, norm, Math.abs(value) / norm * (1 + random.nextDouble())));
      }
      networks.add(new NetworkTrials(i, trials));
    }
    return networks;
  }

  private static Trial flipped(double value, double norm, double eta) {
    return new Trial(value, norm, TrialOutcome.FLIPPED, eta);
  }

  private static Trial unflipped(double value, double norm) {
    return new Trial(value, norm, TrialOutcome.UNFLIPPED, Double.NaN);
  }
}
