package onestep.worker.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.attack.CellTrials;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often a network makes the host go to the device: launches, copies and waits, which is what
 * small networks cost there. The counts are those in the README, with a little room.
 */
class LaunchesTest {

  private static final int NETWORKS = 4;

  @ParameterizedTest
  @CsvSource({
    "CONDITIONED, 1, 1000, 1000, 1, 1, 42",
    "CONDITIONED, 1, 1000, 100000, 1, 1, 42",
    "CONDITIONED, 1, 1000, 1000, 20, 1, 510",
    "CONDITIONED, 3, 300, 1000, 1, 1, 460",
    "CONDITIONED, 6, 1000, 10000, 1, 2, 700",
    "DENSE, 1, 1000, 1000, 1, 1, 24",
    "DENSE, 1, 1000, 1000, 20, 1, 45",
    "DENSE, 3, 1000, 1000, 1, 1, 120",
    "DENSE, 3, 300, 1000, 20, 1, 290",
  })
  void shouldGoToTheDeviceNoOftenerThanThis(
      Sampler sampler, int depth, int dimension, int width, int points, double gain, int most) {
    EmulatedDriver.require();
    ModelSpec model =
        new ModelSpec(
            Collections.nCopies(depth, width), dimension, Activation.RELU, gain, sampler, 8);
    CellSpec cell =
        new CellSpec(
            model, new SmallestStep(20, StepUnit.ETA, 0.5), points, CellSpec.CUDA_NUMERICS);
    try (CudaBackend backend = EmulatedDriver.backend()) {
      // When
      for (int network = 0; network < NETWORKS; network++) {
        new CellTrials().run(cell, network, backend);
      }

      // Then
      System.out.printf(
          "%s L=%d d=%d k=%d points=%d: %d launches, %d copies, %d waits, %d KB across%n",
          sampler,
          depth,
          dimension,
          width,
          points,
          backend.launches() / NETWORKS,
          backend.copies() / NETWORKS,
          backend.waits() / NETWORKS,
          backend.transferredBytes() / NETWORKS / 1000);
      assertThat(backend.launches() / NETWORKS).isLessThanOrEqualTo(most);
    }
  }
}
