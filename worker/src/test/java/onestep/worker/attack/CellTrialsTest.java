package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.theory.WideLimit;
import onestep.worker.MeteredBackend;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Network;
import onestep.worker.network.ReferenceNetwork;
import onestep.worker.random.StreamId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CellTrialsTest {

  private static final SmallestStep PAPER = new SmallestStep(20, StepUnit.ETA, 0.5);

  private final CpuBackend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  private static CellSpec cell(
      int depth, int dimension, int width, double gain, Sampler sampler, int points) {
    return cell(depth, dimension, width, gain, sampler, points, PAPER);
  }

  private static CellSpec cell(
      int depth,
      int dimension,
      int width,
      double gain,
      Sampler sampler,
      int points,
      SmallestStep attack) {
    return cell(Activation.RELU, depth, dimension, width, gain, sampler, points, attack);
  }

  private static CellSpec cell(
      Activation activation,
      int depth,
      int dimension,
      int width,
      double gain,
      Sampler sampler,
      int points,
      SmallestStep attack) {
    ModelSpec model =
        new ModelSpec(Collections.nCopies(depth, width), dimension, activation, gain, sampler, 21);
    return new CellSpec(model, attack, points, CellSpec.CPU_NUMERICS);
  }

  /**
   * With one hidden layer the walk is exact: f does not change sign before η on a grid of 2000
   * steps and has changed it just past η. A pair of crossings between grid points goes unseen here
   * too.
   */
  @ParameterizedTest
  @CsvSource({
    "RELU, 1, 12, 9",
    "RELU, 1, 6, 40",
    "RELU, 3, 15, 15",
    "LEAKY_RELU, 1, 6, 40",
    "LEAKY_RELU, 2, 10, 20",
    "TANH, 1, 12, 9",
    "ERF, 2, 10, 20",
    "SIGMOID, 1, 10, 20",
    "SOFTPLUS, 1, 10, 20",
    "GELU, 2, 10, 20",
    "SWISH, 1, 10, 20",
    "SINE, 1, 10, 20"
  })
  void shouldFindTheFirstSignChangeOfTheDefinition(
      Activation activation, int depth, int dimension, int width) {
    // Given
    CellSpec cell = cell(activation, depth, dimension, width, 1, Sampler.DENSE, 1, PAPER);
    int earlier = 0;
    for (int number = 0; number < 100; number++) {
      // When
      NetworkTrials trials = new CellTrials().run(cell, number, backend);
      // Then
      Outcome outcome = trials.outcomes()[0];
      if (outcome == Outcome.DEGENERATE) {
        continue;
      }
      Line line = line(cell, number);
      double end = outcome == Outcome.FLIPPED ? trials.steps()[0] : 20;
      if (line.changesSignBefore(end * (1 - 3e-6))) {
        earlier++;
      }
      assertThat(outcome == Outcome.FLIPPED && !line.flippedAt(end * (1 + 3e-6))).isFalse();
    }
    // A scan misses a pair of crossings within one step now and then; the walk never does.
    assertThat(earlier).isLessThanOrEqualTo(cell.model().hasExactCrossings() ? 0 : 3);
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
  private record Line(ReferenceNetwork network, double[] x, double[] direction, double sign) {
    double at(double step) {
      double[] moved = x.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += step * direction[i];
      }
      return network.value(moved);
    }

    boolean flippedAt(double step) {
      return at(step) * sign <= 1e-7;
    }

    boolean changesSignBefore(double end) {
      for (int i = 1; i <= 2000; i++) {
        if (at(end * i / 2000) * sign < -1e-6) {
          return true;
        }
      }
      return false;
    }
  }

  private Line line(CellSpec cell, int number) {
    int d = cell.model().dimension();
    try (Network network =
            new Network(
                backend,
                cell.model(),
                cell.model().id(),
                number,
                MatrixFactory.bySampler(1L << 30));
        Block x = backend.allocate(d, 1);
        Block g = backend.allocate(d, 1)) {
      network.drawPoints(0, x);
      try (ForwardPass pass = network.forward(x)) {
        network.backward(pass, g, new double[1]);
        double sign = Math.signum(pass.values()[0]);
        double[] point = new double[d];
        double[] direction = new double[d];
        for (int i = 0; i < d; i++) {
          point[i] = backend.read(x)[i];
          direction[i] = -sign * backend.read(g)[i];
        }
        return new Line(ReferenceNetwork.of(network, backend), point, direction, sign);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLimitTheStepInItsUnit(StepUnit unit) {
    // Given
    SmallestStep attack = new SmallestStep(1.1, unit, 0.25);
    int flipped = 0;
    for (int depth : new int[] {1, 2}) {
      CellSpec cell = cell(depth, 30, 30, 1, Sampler.DENSE, 2, attack);
      for (int number = 0; number < 40; number++) {
        // When
        NetworkTrials trials = new CellTrials().run(cell, number, backend);
        // Then
        if (trials.outcomes()[0] == Outcome.FLIPPED) {
          flipped++;
          double norm = trials.gradientNorms()[0];
          double size =
              switch (unit) {
                case ETA -> 1;
                case LINEAR -> Math.abs(trials.values()[0]) / (norm * norm);
                case RADIUS -> Math.sqrt(30) / norm;
                case LENGTH -> 1 / norm;
                case SIGMA -> WideLimit.of(cell.model()).stepDeviation();
              };
          assertThat(trials.steps()[0] / size).isLessThanOrEqualTo(1.1 + 1e-12);
        }
      }
    }
    assertThat(flipped).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountDeadNetworksAsDegenerate(Sampler sampler) {
    // Given: one neuron, off at half of all points
    CellSpec cell = cell(1, 4, 1, 1, sampler, 100);
    // When
    NetworkTrials trials = new CellTrials().run(cell, 0, backend);
    // Then
    for (int j = 0; j < 100; j++) {
      assertThat(trials.outcomes()[j] == Outcome.DEGENERATE).isEqualTo(trials.values()[j] == 0);
    }
    assertThat(trials.outcomes()).contains(Outcome.DEGENERATE, Outcome.FLIPPED);
    assertThat(trials.outcomes()).doesNotContain(Outcome.UNRESOLVED);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountDyingOnTheWayAsAFlip(Sampler sampler) {
    // Given: layers of two neurons often die between 0 and η, where f is exactly 0
    CellSpec cell = cell(3, 3, 2, 2, sampler, 50);
    for (int number = 0; number < 20; number++) {
      // When
      NetworkTrials trials = new CellTrials().run(cell, number, backend);
      // Then
      assertThat(trials.outcomes()).doesNotContain(Outcome.UNRESOLVED);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 20, 50", "4, 20, 50"})
  void shouldGiveTheSameBitsWhateverIsKeptAndComputedTogether(int depth, int d, int k) {
    // Given
    CellSpec cell = cell(depth, d, k, 1, Sampler.DENSE, 7);
    NetworkTrials expected = new CellTrials().run(cell, 3, backend);
    for (int columns : new int[] {1, 5, 64}) {
      for (long budget : new long[] {0, 1L << 30}) {
        // When
        NetworkTrials trials =
            new CellTrials(MatrixFactory.bySampler(budget), columns).run(cell, 3, backend);
        // Then
        assertSameBits(trials, expected);
      }
    }
  }

  /**
   * A wide conditioned network is asked for several steps at once late in a scan. They are the same
   * queries in the same order, so the scan sees the same values up to rounding.
   */
  @Test
  void shouldFindTheSameGridStepsHoweverManyAWideConditionedNetworkIsAskedAtOnce() {
    // Given
    CellSpec cell = cell(2, 10, 1 << 16, 1, Sampler.CONDITIONED, 1);
    CellTrials oneByOne = new CellTrials(MatrixFactory.bySampler(Footprint.KEPT_WEIGHT_BYTES), 1);
    int late = 0;
    for (int network = 0; network < 30; network++) {
      // When
      NetworkTrials trials = new CellTrials().run(cell, network, backend);
      NetworkTrials expected = oneByOne.run(cell, network, backend);
      // Then
      assertThat(trials.values()).isEqualTo(expected.values());
      assertThat(trials.outcomes()).isEqualTo(expected.outcomes());
      if (trials.outcomes()[0] == Outcome.FLIPPED) {
        assertThat(trials.steps()[0]).isCloseTo(expected.steps()[0], within(PAPER.resolution()));
      }
      late += trials.outcomes()[0] == Outcome.NOT_FLIPPED || trials.steps()[0] > 8 ? 1 : 0;
    }
    assertThat(late).as("networks whose scans are long").isBetween(3, 20);
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveTheSameBitsInWhateverOrderNetworksAreRun(Sampler sampler) {
    // Given
    CellSpec cell = cell(3, 20, 30, 2, sampler, 4);
    CellTrials runner = new CellTrials();
    NetworkTrials first = runner.run(cell, 0, backend);
    runner.run(cell(2, 9, 9, 1, sampler, 2), 5, backend);
    runner.run(cell, 1, backend);
    // When
    NetworkTrials again = runner.run(cell, 0, backend);
    // Then
    assertSameBits(again, first);
  }

  private static void assertSameBits(NetworkTrials actual, NetworkTrials expected) {
    assertThat(actual.values()).isEqualTo(expected.values());
    assertThat(actual.gradientNorms()).isEqualTo(expected.gradientNorms());
    assertThat(actual.outcomes()).isEqualTo(expected.outcomes());
    assertThat(Arrays.stream(actual.steps()).mapToLong(Double::doubleToLongBits).toArray())
        .isEqualTo(Arrays.stream(expected.steps()).mapToLong(Double::doubleToLongBits).toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10, 10, 100, DENSE", "1, 10, 10, 100, CONDITIONED", "1, 3000, 5000, 40, DENSE",
    "1, 3000, 20000, 20, CONDITIONED", "4, 2000, 900, 8, DENSE", "4, 100, 3000, 6, CONDITIONED",
    "6, 50, 100000, 1, CONDITIONED"
  })
  void shouldStayWithinItsFootprintAndLeaveNothingOpen(
      int depth, int dimension, int width, int points, Sampler sampler) {
    // Given
    CellSpec cell = cell(depth, dimension, width, 2, sampler, points);
    try (MeteredBackend metered = new MeteredBackend(new CpuBackend())) {
      // When
      new CellTrials().run(cell, 0, metered);
      // Then
      assertThat(metered.peakBytes()).isLessThanOrEqualTo(Footprint.bytes(cell));
      assertThat(metered.open()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFailWithCellNetworkAndPlaceWhenANumberIsNotFinite(Sampler sampler) {
    // Given: the third point of the network is spoilt
    CellSpec cell = cell(2, 8, 8, 1, sampler, 4);
    StreamId spoilt = StreamId.point(cell.model().id(), 9, 2);
    MeteredBackend metered =
        new MeteredBackend(new CpuBackend()) {
          @Override
          public void normals(StreamId stream, long first, Block out) {
            super.normals(stream, first, out);
            if (stream.equals(spoilt)) {
              scale(new float[] {Float.NaN}, out);
            }
          }
        };
    try (metered) {
      // When, Then
      assertThatThrownBy(() -> new CellTrials().run(cell, 9, metered))
          .isInstanceOf(TrialFailure.class)
          .hasMessageContaining("cell " + cell.id())
          .hasMessageContaining("network 9")
          .hasMessageContaining(sampler == Sampler.DENSE ? "point 2" : "points");
      assertThat(metered.open()).isZero();
    }
  }

  /** At this width, 1 in 10,000 trials has a layer whose ReLUs are all off. */
  @ParameterizedTest
  @EnumSource
  void shouldNotTakeAnUnderflowForADegenerateTrial(Sampler sampler) {
    // Given: ‖∇f‖² is 1e-30 on average, and spread over twenty decades
    CellSpec cell = cell(100, 100, 20, 1, sampler, 10, new SmallestStep(1, StepUnit.LINEAR, 0.5));
    // When
    List<Outcome> outcomes = new ArrayList<>();
    for (int network = 0; network < 4; network++) {
      outcomes.addAll(List.of(new CellTrials().run(cell, network, backend).outcomes()));
    }
    // Then
    assertThat(outcomes)
        .doesNotContain(Outcome.DEGENERATE)
        .contains(Outcome.UNRESOLVED, Outcome.NOT_FLIPPED);
  }

  @Test
  void shouldSatisfyTheLinearPredictionWhereNothingSwitches() {
    // Given: wide and shallow, so f is nearly linear on the way
    CellSpec cell = cell(1, 400, 400, 1, Sampler.CONDITIONED, 20);
    // When
    NetworkTrials trials = new CellTrials().run(cell, 0, backend);
    // Then
    for (int j = 0; j < 20; j++) {
      double norm = trials.gradientNorms()[j];
      double ratio = trials.steps()[j] * norm * norm / Math.abs(trials.values()[j]);
      assertThat(ratio).isCloseTo(1, within(0.3));
    }
  }
}
