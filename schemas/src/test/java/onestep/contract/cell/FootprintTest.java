package onestep.contract.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import onestep.contract.cell.AttackSpec.SmallestStep;
import org.junit.jupiter.api.Test;

class FootprintTest {

  private static final SmallestStep PAPER = new SmallestStep(20, StepUnit.ETA, 0.5);

  private static CellSpec cell(int depth, int dimension, int width, Sampler sampler, int points) {
    return new CellSpec(
        new ModelSpec(Collections.nCopies(depth, width), dimension, Activation.RELU, 2, sampler, 1),
        PAPER,
        points,
        CellSpec.CPU_NUMERICS);
  }

  @Test
  void shouldBoundAConditionedNetworkWhoseWeightsWouldTakeTwentyTerabytes() {
    assertThat(Footprint.bytes(cell(6, 1000, 1_000_000, Sampler.CONDITIONED, 1)))
        .isBetween(2L << 30, 4L << 30);
  }

  @Test
  void shouldNotCountDenseWeightsThatAreRedrawn() {
    // 4 TB of weights a layer
    assertThat(Footprint.bytes(cell(2, 1_000_000, 1_000_000, Sampler.DENSE, 1)))
        .isLessThan(2L << 30);
  }

  @Test
  void shouldCountDenseWeightsThatAreKept() {
    assertThat(Footprint.bytes(cell(2, 5000, 5000, Sampler.DENSE, 1)))
        .isGreaterThan(2 * 5000L * 5000 * Float.BYTES);
  }

  @Test
  void shouldGrowWithThePointsOfAConditionedNetwork() {
    assertThat(Footprint.bytes(cell(3, 1000, 10_000, Sampler.CONDITIONED, 10)))
        .isGreaterThan(5 * Footprint.bytes(cell(3, 1000, 10_000, Sampler.CONDITIONED, 1)) / 2);
  }

  @Test
  void shouldCountTheCoefficientsOfManyPointsInManyDirections() {
    // 2000 directions of 2000 numbers a side, and as many coefficients for each of 5000 points
    long blocks = 2 * 2 * 2000L * 4000 * Float.BYTES;
    assertThat(Footprint.bytes(cell(2, 2000, 2000, Sampler.CONDITIONED, 5000)))
        .isGreaterThan(blocks + 5000L * 2000 * 3 * Double.BYTES);
  }

  @Test
  void shouldHoldAsManyPointsAtOnceAsFitTheirBudget() {
    assertThat(Footprint.pointsAtOnce(cell(1, 10, 10, Sampler.DENSE, 100))).isEqualTo(100);
    assertThat(Footprint.pointsAtOnce(cell(1, 10, 100_000_000, Sampler.DENSE, 100))).isEqualTo(1);
  }

  @Test
  void shouldCountTheGridOfAScanWithItsLimit() {
    assertThat(Footprint.scanSteps(PAPER)).isEqualTo(40);
    assertThat(Footprint.scanSteps(new SmallestStep(1, StepUnit.ETA, 0.3))).isEqualTo(4);
  }

  @Test
  void shouldRefuseAGridThatCannotBeCounted() {
    assertThatThrownBy(() -> Footprint.scanSteps(new SmallestStep(1e9, StepUnit.ETA, 1e-9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max_step 1.0E9 at resolution 1.0E-9");
  }

  private static long scratchOnADevice(int depth, int width, int points) {
    CellSpec cpu = cell(depth, 100, width, Sampler.CONDITIONED, points);
    return Footprint.bytes(cpu.withNumerics(CellSpec.CUDA_NUMERICS)) - Footprint.bytes(cpu);
  }

  @Test
  void shouldCountKinksThatADeviceWalksAtTheSameTime() {
    assertThat(scratchOnADevice(1, 1_000_000, 1)).isBetween(12_000_000L, 13_000_000L);
    assertThat(scratchOnADevice(1, 1_000_000, 4)).isBetween(48_000_000L, 49_000_000L);
    assertThat(scratchOnADevice(1, 1_000_000, 20)).isBetween(64L << 20, 75_000_000L);
    assertThat(scratchOnADevice(1, 10_000_000, 1)).isBetween(120_000_000L, 121_000_000L);
  }

  /** 8 bytes for 1024 numbers of each inner product of 20 points with what is held of them. */
  @Test
  void shouldCountThePartialSumsOfADevice() {
    long forward = 20 * (1 + 40 + Footprint.MAX_REFINEMENTS);
    long sums = 8 * (100_000 / 1024) * 20 * forward;

    assertThat(scratchOnADevice(2, 100_000, 20)).isBetween(sums, sums * 11 / 10);
  }
}
