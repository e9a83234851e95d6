package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.FixedStep;
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
    "RELU, 1, 10, 10, 1, DENSE, 0, -0x1.8df56f671f29fp-4 0x1.6da9ebf28afa2p-1 FLIPPED 0x1.eb43e3ebd23d1p-3",
    "RELU, 1, 10, 10, 1, CONDITIONED, 1, 0x1.70ba78237f0fbp-2 0x1.09c3b372d9a0bp-1 FLIPPED 0x1.5621939a2386cp0",
    "RELU, 1, 1000, 3000, 1, DENSE, 2, 0x1.82a177b8299b4p-4 0x1.5d86c3815fd19p-1 FLIPPED 0x1.a00f0a28fb328p-3",
    "RELU, 1, 1000, 3000, 1, CONDITIONED, 3, 0x1.070e47e9b3b7cp-1 0x1.64fb8d6aeca8ap-1 FLIPPED 0x1.108cf45e2a1a9p0",
    "RELU, 3, 300, 200, 1, DENSE, 4, 0x1.0664bff683783p-1 0x1.51e4851586a2ep-2 FLIPPED 0x1.9763c6p2",
    "RELU, 3, 300, 200, 1, CONDITIONED, 5, 0x1.90fb2321bd682p-1 0x1.6283ba9076aacp-2 FLIPPED 0x1.0d5aeep3",
    "RELU, 6, 30, 40, 2, DENSE, 6, 0x1.566cb9284ea5p0 0x1.14481576395e3p0 NOT_FLIPPED NaN",
    "RELU, 6, 30, 40, 2, CONDITIONED, 7, -0x1.0100ab5f5643p0 0x1.ce60c48850977p-1 FLIPPED 0x1.6e42f4p2",
    "LEAKY_RELU, 1, 50, 70, 2, DENSE, 0, -0x1.3751d5d405ebdp-1 0x1.c219082838db2p-1 FLIPPED 0x1.94fd0753556b1p-1",
    "LEAKY_RELU, 3, 50, 70, 1, CONDITIONED, 1, 0x1.5317d9471be04p-3 0x1.b43c460dd2e44p-2 FLIPPED 0x1.efdecep-1",
    "TANH, 1, 50, 70, 1, DENSE, 2, 0x1.58efe7f77c882p-1 0x1.4409389c09aeep-1 FLIPPED 0x1.b07b46p0",
    "TANH, 4, 50, 70, 2, CONDITIONED, 3, -0x1.3ab2b98178bfp0 0x1.82d968754dc3ep-1 FLIPPED 0x1.f5f738p1",
    "ERF, 2, 50, 70, 1, DENSE, 4, -0x1.f98c2e9c744e8p-4 0x1.83f25f592af74p-1 FLIPPED 0x1.b8a98ap-3",
    "SIGMOID, 1, 50, 70, 1, CONDITIONED, 5, -0x1.c3d8eb5da4bap-3 0x1.0d6095b1abe1p-2 FLIPPED 0x1.9e350ap1",
    "SOFTPLUS, 3, 50, 70, 1, DENSE, 6, -0x1.0368acfacfd8cp-3 0x1.b9ba1d06e8f95p-4 FLIPPED 0x1.5414f2p3",
    "GELU, 2, 50, 70, 2, CONDITIONED, 7, 0x1.31f7c77da8daep-1 0x1.ff45a78ed740bp-1 FLIPPED 0x1.32dcd8p-1",
    "SWISH, 5, 50, 70, 2, DENSE, 8, -0x1.04498a0ee02dcp0 0x1.1a3dcb1bf3145p0 FLIPPED 0x1.1d132ap0",
    "SINE, 2, 50, 70, 1, CONDITIONED, 9, 0x1.1c786b6cd3548p-1 0x1.2fa3b4bd65e59p-1 FLIPPED 0x1.90908cp0"
  })
  void shouldReproduceTheRow(
      Activation activation,
      int depth,
      int d,
      int k,
      double gain,
      Sampler sampler,
      int network,
      String expected) {
    // Given
    CellSpec cell =
        new CellSpec(
            new ModelSpec(Collections.nCopies(depth, k), d, activation, gain, sampler, 1),
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

  /** In sigma units the step comes from the limit, which must have the same bits everywhere too. */
  @ParameterizedTest
  @CsvSource({
    "RELU, 3, CONDITIONED, 0, 0x1.411ea78eabd1dp-1 0x1.b829b8d70f9bbp-1 FLIPPED 0x1.84761ap1",
    "GELU, 2, DENSE, 1, -0x1.59dd37a2ac088p-2 0x1.32354a9ef623ep0 FLIPPED 0x1.769a9ap1",
    "TANH, 1, DENSE, 2, 0x1.ab4140b3a483cp-1 0x1.bf4a05aadfaadp-1 FLIPPED 0x1.90bae2p1",
    "SIGMOID, 1, CONDITIONED, 3, -0x1.43b2242140fe2p-1 0x1.14a2388371b33p-2 FLIPPED 0x1.72028cp4"
  })
  void shouldReproduceTheRowOfAFixedStep(
      Activation activation, int depth, Sampler sampler, int network, String expected) {
    // Given
    CellSpec cell =
        new CellSpec(
            new ModelSpec(Collections.nCopies(depth, 60), 40, activation, 2, sampler, 1),
            FixedStep.failingAtMost(0.01),
            3,
            CellSpec.CPU_NUMERICS);
    try (CpuBackend backend = new CpuBackend()) {
      // When
      NetworkTrials trials = new CellTrials().run(cell, network, backend);
      // Then
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
