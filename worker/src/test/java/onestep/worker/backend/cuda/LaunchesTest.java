package onestep.worker.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often a network makes the host go to the device: launches, copies and waits, which is what
 * small networks cost there, for one backend and for several that go together. The counts are those
 * in the README, with a little room for one; several drift apart in a way that depends on who comes
 * first, so that there is room for twice as many.
 */
class LaunchesTest {

  @ParameterizedTest
  @CsvSource({
    "1, 4, CONDITIONED, 1, 1000, 1000, 1, 1, 44",
    "1, 2, CONDITIONED, 1, 1000, 100000, 1, 1, 44",
    "1, 1, CONDITIONED, 1, 1000, 1000, 20, 1, 500",
    "1, 2, CONDITIONED, 3, 300, 1000, 1, 1, 550",
    "1, 2, CONDITIONED, 6, 1000, 10000, 1, 2, 750",
    "1, 1, DENSE, 1, 1000, 1000, 1, 1, 24",
    "1, 1, DENSE, 1, 1000, 1000, 20, 1, 44",
    "1, 1, DENSE, 3, 1000, 1000, 1, 1, 120",
    "1, 1, DENSE, 3, 300, 1000, 20, 1, 330",
    "16, 4, CONDITIONED, 1, 1000, 1000, 1, 1, 20",
    "16, 2, CONDITIONED, 1, 100, 200, 5, 1, 80",
    "16, 1, CONDITIONED, 3, 300, 300, 1, 1, 250",
    "16, 2, DENSE, 1, 300, 300, 1, 1, 12",
    "16, 1, DENSE, 3, 50, 50, 10, 1, 120",
  })
  void shouldGoToTheDeviceNoOftenerThanThis(
      int backends,
      int each,
      Sampler sampler,
      int depth,
      int dimension,
      int width,
      int points,
      double gain,
      int most)
      throws Exception {
    EmulatedDriver.require();
    ModelSpec model =
        new ModelSpec(
            Collections.nCopies(depth, width), dimension, Activation.RELU, gain, sampler, 8);
    CellSpec cell =
        new CellSpec(
            model, new SmallestStep(20, StepUnit.ETA, 0.5), points, CellSpec.CUDA_NUMERICS);
    Together together = new Together(backends, each);

    // When
    together.run(List.of(cell));

    // Then
    System.out.printf(
        "%s L=%d d=%d k=%d points=%d, %d at once: a network %.1f launches, %.1f copies, %.1f waits,"
            + " %.1f KB across%n",
        sampler,
        depth,
        dimension,
        width,
        points,
        backends,
        together.launches(),
        together.copies(),
        together.waits(),
        together.kilobytesAcross());
    assertThat(together.launches()).isLessThanOrEqualTo(most);
  }
}
