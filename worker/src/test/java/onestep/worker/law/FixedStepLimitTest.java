package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.Sampler;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.backend.cpu.CpuBackend;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wide networks flip at a fixed step of m σ with probability 2Φ(m) - 1, which is at least the 1 - γ
 * = 1 - e^(-m²/2) of the theorems with their sharp constant.
 *
 * <p>5.2 standard errors of 1,500 trials, and 2 % for finite size: with new seeds correct networks
 * fail with probability 4 · 2e-7 at most. A constant off by √2 is 9 standard errors away at γ =
 * 0.5.
 */
class FixedStepLimitTest {

  private static final int NETWORKS = 1500;

  @ParameterizedTest
  @CsvSource({"RELU, 1, 0.5", "RELU, 1, 0.1", "TANH, 2, 0.5", "SIGMOID, 1, 0.5"})
  void shouldFlipAsManyAsTheLimitSays(Activation activation, int depth, double failure) {
    // Given
    FixedStep attack = FixedStep.failingAtMost(failure);
    TestedCell cell = new TestedCell(activation, depth, 1000, 1000, 1, 1);
    int flipped = 0;
    try (CpuBackend backend = new CpuBackend()) {
      CellTrials runner = new CellTrials();
      for (int network = 0; network < NETWORKS; network++) {
        // When
        Outcome[] outcomes =
            runner.run(cell.with(Sampler.CONDITIONED, attack), network, backend).outcomes();
        flipped += (int) Arrays.stream(outcomes).filter(o -> o == Outcome.FLIPPED).count();
      }
    }
    // Then
    double m = Math.sqrt(2 * Math.log(1 / failure));
    double limit = 1 - 2 * NormalDistribution.of(0, 1).survivalProbability(m);
    double error = Math.sqrt(limit * (1 - limit) / NETWORKS);
    assertThat((double) flipped / NETWORKS)
        .isBetween(limit - 5.2 * error - 0.02, limit + 5.2 * error + 0.02)
        .isGreaterThan(1 - failure);
  }
}
