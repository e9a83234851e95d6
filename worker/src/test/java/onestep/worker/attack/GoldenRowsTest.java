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
    "1, 10, 10, 1, DENSE, 0, -0x1.8df55ea48b1c9p-4 0x1.6da9ecab3181fp-1 FLIPPED 0x1.eb43c542d2fdbp-3",
    "1, 10, 10, 1, CONDITIONED, 1, 0x1.70ba80708c03p-2 0x1.09c3b60e96c9bp-1 FLIPPED 0x1.56219634dea97p0",
    "1, 1000, 3000, 1, DENSE, 2, 0x1.82a11c3694778p-4 0x1.5d86c268200a7p-1 FLIPPED 0x1.a00e98be3f1b2p-3",
    "1, 1000, 3000, 1, CONDITIONED, 3, 0x1.070e46e3f6b31p-1 0x1.64fb8d1a9b582p-1 FLIPPED 0x1.108cf36483197p0",
    "3, 300, 200, 1, DENSE, 4, 0x1.0664c04ec2aecp-1 0x1.51e484eb1926bp-2 FLIPPED 0x1.9763c4p2",
    "3, 300, 200, 1, CONDITIONED, 5, 0x1.90fb2102ae8e8p-1 0x1.6283b84ec5ac4p-2 FLIPPED 0x1.0d5ab8p3",
    "6, 30, 40, 2, DENSE, 6, 0x1.566cb950c8cbcp0 0x1.144816d5dd867p0 NOT_FLIPPED NaN",
    "6, 30, 40, 2, CONDITIONED, 7, -0x1.0100a7063718ep0 0x1.ce60c45329daap-1 FLIPPED 0x1.6e33dp2"
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
