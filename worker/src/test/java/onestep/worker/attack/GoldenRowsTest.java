package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows of the profile {@value CellSpec#CPU_NUMERICS}, bit for bit, on every machine and Java
 * version. A change here is a change of every result: it needs a new profile.
 */
class GoldenRowsTest {

  @ParameterizedTest
  @CsvSource({
    "1, 10, 10, 1, DENSE, 0, 0x1.1463d8655396ap0 0x1.465a7dc877d9bp-1 FLIPPED 0x1.63cd21fa190bp1",
    "1, 10, 10, 1, CONDITIONED, 1, -0x1.0d22e612b72c6p-3 0x1.3dcb1e155c4cfp-1 FLIPPED 0x1.5d4b85c6ca7ccp-2",
    "1, 1000, 3000, 1, DENSE, 2, 0x1.89eb4914c43f3p-1 0x1.740fb04575d85p-1 FLIPPED 0x1.7bce3c973e361p0",
    "1, 1000, 3000, 1, CONDITIONED, 3, 0x1.13cc7c410cf96p0 0x1.694133c61650ep-1 FLIPPED 0x1.187b4f6d33912p1",
    "3, 300, 200, 1, DENSE, 4, 0x1.0221fe137442cp-2 0x1.26087af3d8b06p-2 FLIPPED 0x1.05d1c8p2",
    "3, 300, 200, 1, CONDITIONED, 5, 0x1.09ab96e20dcc5p-2 0x1.4f1f7e1d1ee16p-2 FLIPPED 0x1.583e1ep1",
    "6, 30, 40, 2, DENSE, 6, 0x1.1de483e70eb5bp-1 0x1.7407f2b756a8ap-1 NOT_FLIPPED NaN",
    "6, 30, 40, 2, CONDITIONED, 7, -0x1.130e3b9b6bdf5p1 0x1.a972e0a47d67p-1 FLIPPED 0x1.610d4p2"
  })
  void shouldReproduceTheRow(
      int depth, int d, int k, double gain, Sampler sampler, int network, String expected) {
    // Given
    CellSpec cell =
        new CellSpec(
            new ModelSpec(Collections.nCopies(depth, k), d, Activation.RELU, gain, sampler, 1),
            new SmallestStep(20, StepUnit.ETA, 0.5),
            3,
            CellSpec.CPU_NUMERICS);
    try (CpuBackend backend = new CpuBackend()) {
      // When
      NetworkTrials trials = new CellTrials().run(cell, network, backend);
      // Then: the last point depends on the earlier ones if the network is conditioned
      assertThat(row(trials, 2)).isEqualTo(expected);
    }
  }

  private static String row(NetworkTrials trials, int point) {
    return String.join(
        " ",
        Double.toHexString(trials.values()[point]),
        Double.toHexString(trials.gradientNorms()[point]),
        trials.outcomes()[point].name(),
        Double.toHexString(trials.steps()[point]));
  }
}
