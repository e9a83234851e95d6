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
    "1, 10, 10, 1, DENSE, 0, -0x1.8df56f671f29fp-4 0x1.6da9ebf28afa2p-1 FLIPPED 0x1.eb43e3ebd23d1p-3",
    "1, 10, 10, 1, CONDITIONED, 1, 0x1.70ba78237f0fbp-2 0x1.09c3b372d9a0bp-1 FLIPPED 0x1.56219367f1f48p0",
    "1, 1000, 3000, 1, DENSE, 2, 0x1.82a177b8299b4p-4 0x1.5d86c3815fd19p-1 FLIPPED 0x1.a00f0a28fb328p-3",
    "1, 1000, 3000, 1, CONDITIONED, 3, 0x1.070e47e9b3b7cp-1 0x1.64fb8d6aeca8ap-1 FLIPPED 0x1.108cf44f6c2f1p0",
    "3, 300, 200, 1, DENSE, 4, 0x1.0664bff683783p-1 0x1.51e4851586a2ep-2 FLIPPED 0x1.9763c6p2",
    "3, 300, 200, 1, CONDITIONED, 5, 0x1.90fb2321bd682p-1 0x1.6283ba9076aacp-2 FLIPPED 0x1.0d5ad2p3",
    "6, 30, 40, 2, DENSE, 6, 0x1.566cb9284ea5p0 0x1.14481576395e3p0 NOT_FLIPPED NaN",
    "6, 30, 40, 2, CONDITIONED, 7, -0x1.0100ab5f5643p0 0x1.ce60c48850977p-1 FLIPPED 0x1.6e3f94p2"
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
