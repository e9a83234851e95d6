package onestep.producer.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparingDouble;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {

  /** Estimates of single cells may be worse where their networks take microseconds. */
  private static final double FACTOR = 2;

  private static final double WITHIN_FACTOR = 0.97;
  private static final double WORST_CHOICE = 1.5;

  @Test
  void shouldEstimateMeasuredTimes() {
    List<Measured> measured = measured();

    long within = measured.stream().filter(m -> m.off() <= FACTOR).count();

    assertThat(measured).hasSizeGreaterThan(500);
    assertThat((double) within / measured.size()).isGreaterThan(WITHIN_FACTOR);
  }

  @Test
  void shouldNeverChooseASamplerThatWasMuchSlower() {
    Map<String, List<Measured>> pairs =
        measured().stream()
            .collect(Collectors.groupingBy(Measured::shape, LinkedHashMap::new, toList()));
    int compared = 0;
    for (Map.Entry<String, List<Measured>> pair : pairs.entrySet()) {
      if (pair.getValue().size() == 2) {
        compared++;
        Measured chosen = Collections.min(pair.getValue(), comparingDouble(Measured::estimate));
        Measured fastest = Collections.min(pair.getValue(), comparingDouble(Measured::seconds));

        assertThat(chosen.seconds() / fastest.seconds())
            .as("%s: %s", pair.getKey(), chosen.cell().model().sampler())
            .isLessThanOrEqualTo(WORST_CHOICE);
      }
    }
    assertThat(compared).isGreaterThan(200);
  }

  /** A time of {@code onestep bench --section model}, see cost/README.md. */
  private record Measured(String shape, CellSpec cell, double seconds) {
    double estimate() {
      return CostModel.secondsPerNetwork(cell);
    }

    double off() {
      return Math.max(estimate() / seconds, seconds / estimate());
    }
  }

  private static List<Measured> measured() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                CostModelTest.class.getResourceAsStream("/cost/measured.csv"), UTF_8))) {
      return lines.lines().skip(1).map(CostModelTest::measured).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Measured measured(String line) {
    List<String> fields = List.of(line.split(",", -1));
    int width = Integer.parseInt(fields.get(2));
    return new Measured(
        String.join(",", fields.subList(0, 6)),
        new CellSpec(
            new ModelSpec(
                Collections.nCopies(Integer.parseInt(fields.get(0)), width),
                Integer.parseInt(fields.get(1)),
                Activation.valueOf(fields.get(3).toUpperCase(Locale.ROOT)),
                Double.parseDouble(fields.get(4)),
                Sampler.valueOf(fields.get(6).toUpperCase(Locale.ROOT)),
                1),
            new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
            Integer.parseInt(fields.get(5)),
            CellSpec.CPU_NUMERICS),
        Double.parseDouble(fields.get(7)));
  }

  @Test
  void shouldEstimateSecondsWhereNoMemoryCouldHoldTheWeights() {
    assertThat(seconds(6, 1000, 1_000_000, 1, Sampler.CONDITIONED)).isBetween(1.0, 10.0);
    assertThat(seconds(6, 1000, 1_000_000, 1, Sampler.DENSE)).isGreaterThan(24 * 3600);
  }

  @Test
  void shouldNotScanWhereKinksGiveTheCrossing() {
    assertThat(CostModel.evaluations(cell(1, 100, 1000, 1, Sampler.DENSE, 20))).isZero();
  }

  @Test
  void shouldScanToTheExpectedStepAndRefine() {
    // Mean η is 2/√π · √2 = 1.596 at this size: 4 steps of 0.5 and 5 refinements.
    double evaluations =
        CostModel.evaluations(cell(2, 100_000, 1_000_000, 1, Sampler.CONDITIONED, 20));

    assertThat(evaluations).isCloseTo(9, within(0.01));
  }

  @Test
  void shouldEvaluateAFixedStepOnce() {
    // Given: three layers of which dense weights are drawn once and kept
    for (Sampler sampler : Sampler.values()) {
      CellSpec search = cell(3, 1000, 1000, 1, sampler, 20);
      CellSpec step =
          new CellSpec(
              search.model(), new AttackSpec.FixedStep(2, StepUnit.ETA), 1, CellSpec.CPU_NUMERICS);

      // When, Then
      assertThat(CostModel.evaluations(step)).isEqualTo(1);
      assertThat(CostModel.secondsPerNetwork(step))
          .isPositive()
          .isLessThan(CostModel.secondsPerNetwork(search));
    }
  }

  /** A step, 4 moves, 8 points of a segment; 32 products with each of 3 Hessians, or of 1. */
  @Test
  void shouldCountWhatAProbeLooksAt() {
    assertThat(CostModel.evaluations(probe(Activation.RELU, 1, 1000))).isEqualTo(13 + 32);
    assertThat(CostModel.evaluations(probe(Activation.RELU, 2, 1000))).isEqualTo(13);
    assertThat(CostModel.evaluations(probe(Activation.TANH, 2, 1000))).isEqualTo(13 + 96);
    assertThat(CostModel.evaluations(probe(Activation.TANH, 1, 10))).isEqualTo(13 + 30);
    for (int depth : new int[] {1, 3}) {
      CellSpec probe = probe(Activation.TANH, depth, 1000);
      CellSpec step =
          new CellSpec(
              probe.model(), new AttackSpec.FixedStep(2, StepUnit.ETA), 1, CellSpec.CPU_NUMERICS);
      assertThat(CostModel.secondsPerNetwork(probe))
          .isGreaterThan(5 * CostModel.secondsPerNetwork(step));
    }
  }

  private static CellSpec probe(Activation activation, int depth, int dimension) {
    return new CellSpec(
        new ModelSpec(Collections.nCopies(depth, 1000), dimension, activation, 1, Sampler.DENSE, 1),
        new AttackSpec.Probe(0.05, 1),
        1,
        CellSpec.CPU_NUMERICS);
  }

  /**
   * Evaluations of a trial by the flipped fraction and mean η of 1,000 networks of the preset grid.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 10, 100, 14.6",
    "3, 100, 100, 13.6",
    "4, 10, 10000, 20.8",
    "5, 1000, 10, 31.6",
    "6, 10, 100, 29.6",
    "6, 100, 100, 26.6",
    "6, 1000, 10000, 19.1"
  })
  void shouldExpectTheScansOfSmallNetworksToBeLong(
      int depth, int dimension, int width, double measured) {
    assertThat(CostModel.evaluations(cell(depth, dimension, width, 1, Sampler.DENSE, 20)))
        .isCloseTo(measured, withinPercentage(20));
  }

  @Test
  void shouldNotScanBeyondTheLargestStep() {
    assertThat(CostModel.evaluations(cell(6, 10, 1, 1, Sampler.DENSE, 2))).isBetween(4.0, 9.0);
  }

  private static double seconds(int depth, int dimension, int width, int points, Sampler sampler) {
    return CostModel.secondsPerNetwork(cell(depth, dimension, width, points, sampler, 20));
  }

  private static CellSpec cell(
      int depth, int dimension, int width, int points, Sampler sampler, double maxStep) {
    return new CellSpec(
        new ModelSpec(Collections.nCopies(depth, width), dimension, Activation.RELU, 1, sampler, 1),
        new AttackSpec.SmallestStep(maxStep, StepUnit.ETA, 0.5),
        points,
        CellSpec.CPU_NUMERICS);
  }
}
