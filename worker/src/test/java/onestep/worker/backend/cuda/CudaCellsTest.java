package onestep.worker.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole cells, CUDA against CPU. Every operation but the first crossing has the CPU's bits, and so
 * have f and ‖∇f‖ here; steps of scanned networks too. The walk's lines are summed in another order
 * in double.
 */
class CudaCellsTest {

  /** Relative, of steps: see BackendAgreementTest; rays here are of a few thousand neurons. */
  private static final double WALK_TOLERANCE = 1e-9;

  @ParameterizedTest
  @CsvSource({
    "RELU, 1, 30, 200, DENSE, 20",
    "RELU, 1, 30, 200, CONDITIONED, 20",
    "RELU, 1, 300, 3000, CONDITIONED, 4",
    "LEAKY_RELU, 1, 20, 100, DENSE, 10",
    "RELU, 3, 20, 40, DENSE, 6",
    "RELU, 3, 20, 40, CONDITIONED, 4",
    "TANH, 1, 20, 50, DENSE, 6",
    "ERF, 2, 20, 50, DENSE, 6",
    "SIGMOID, 1, 20, 50, DENSE, 6",
    "SOFTPLUS, 1, 20, 50, DENSE, 6",
    "GELU, 2, 20, 50, CONDITIONED, 4",
    "SWISH, 2, 20, 50, DENSE, 6",
    "SINE, 1, 20, 50, DENSE, 6",
  })
  void shouldGiveTheTrialsOfTheCpu(
      Activation activation, int depth, int dimension, int width, Sampler sampler, int points) {
    EmulatedDriver.require();
    // Given
    ModelSpec model =
        new ModelSpec(Collections.nCopies(depth, width), dimension, activation, 1, sampler, 8);
    SmallestStep attack = new SmallestStep(20, StepUnit.ETA, 0.5);
    CellSpec onCuda = new CellSpec(model, attack, points, CellSpec.CUDA_NUMERICS);
    CellSpec onCpu = new CellSpec(model, attack, points, CellSpec.CPU_NUMERICS);
    int branches = 0;
    int flipped = 0;
    try (CudaBackend cuda = EmulatedDriver.backend();
        CpuBackend cpu = new CpuBackend()) {
      for (int network = 0; network < 3; network++) {
        // When
        NetworkTrials actual = new CellTrials().run(onCuda, network, cuda);

        // Then
        NetworkTrials expected = new CellTrials().run(onCpu, network, cpu);
        assertThat(actual.values()).isEqualTo(expected.values());
        assertThat(actual.gradientNorms()).isEqualTo(expected.gradientNorms());
        for (int point = 0; point < points; point++) {
          branches += actual.outcomes()[point] == expected.outcomes()[point] ? 0 : 1;
          if (actual.outcomes()[point] == Outcome.FLIPPED
              && expected.outcomes()[point] == Outcome.FLIPPED) {
            flipped++;
            double tolerance = model.hasExactCrossings() ? WALK_TOLERANCE : 0;
            double step = expected.steps()[point];
            assertThat(actual.steps()[point]).isCloseTo(step, within(tolerance * step));
          }
        }
      }
    }
    assertThat(branches).as("trials that ended in another way").isZero();
    assertThat(flipped).isPositive();
  }
}
