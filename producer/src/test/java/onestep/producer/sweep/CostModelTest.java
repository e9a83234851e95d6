package onestep.producer.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
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

  @ParameterizedTest
  @CsvSource({
    // depth, dimension, width, points, cheaper as measured by a factor of three or more
    "1, 1000, 100000, 1, CONDITIONED",
    "3, 100, 1000, 1, CONDITIONED",
    "6, 1000, 3000, 1, CONDITIONED",
    "6, 10, 10, 1, DENSE",
    "1, 100, 1000, 100, DENSE",
    "3, 100, 100, 100, DENSE",
    "6, 100, 100, 10, DENSE"
  })
  void shouldCallTheSamplerCheaperThatWasMuchFaster(
      int depth, int dimension, int width, int points, Sampler faster) {
    Sampler slower = faster == Sampler.DENSE ? Sampler.CONDITIONED : Sampler.DENSE;

    assertThat(seconds(depth, dimension, width, points, faster))
        .isLessThan(seconds(depth, dimension, width, points, slower));
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

    assertThat(evaluations).isEqualTo(9);
  }

  @Test
  void shouldNotScanBeyondTheLargestStep() {
    assertThat(CostModel.evaluations(cell(6, 10, 1, 1, Sampler.DENSE, 2))).isEqualTo(9);
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
