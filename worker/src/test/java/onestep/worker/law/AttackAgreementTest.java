package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.AttackSpec.SignStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Quantity;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Dense and conditioned networks end the trials of other attacks with the same law. */
class AttackAgreementTest {

  private static final int NETWORKS = 800;

  /** In place of what a trial that has not flipped has none of: apart from all that others have. */
  private static final double NONE = -1;

  static Stream<Arguments> attacks() {
    List<AttackSpec> attacks =
        List.of(
            new SignStep(1, StepUnit.RADIUS, 0.02),
            new RandomDirection(3, 0.05),
            new GradientDescent(0.2, StepUnit.SIGMA, 20));
    return attacks.stream()
        .flatMap(
            attack ->
                Stream.of(
                    Arguments.of(attack, Activation.RELU, 1, 10, 14),
                    Arguments.of(attack, Activation.TANH, 2, 8, 12)));
  }

  /**
   * Each number by a Kolmogorov–Smirnov and a rank-sum test at level 1e-7: with new seeds at most 2
   * · 12 · 1e-7 in a cell for right samplers to fail.
   */
  @ParameterizedTest
  @MethodSource("attacks")
  void shouldHaveTheSameLawWithBothSamplers(
      AttackSpec attack, Activation activation, int depth, int d, int k) {
    Map<String, double[]> dense = samples(attack, activation, depth, d, k, Sampler.DENSE);
    Map<String, double[]> conditioned =
        samples(attack, activation, depth, d, k, Sampler.CONDITIONED);

    Finding finding = SamplerAgreement.compare(attack.label(), dense, conditioned);

    assertThat(finding.holds()).as(finding.toString()).isTrue();
    assertThat(Arrays.stream(dense.get("perturbation")).filter(length -> length > 0).count())
        .isBetween(NETWORKS / 5L, NETWORKS - 1L);
  }

  private static Map<String, double[]> samples(
      AttackSpec attack, Activation activation, int depth, int d, int k, Sampler sampler) {
    CellSpec cell =
        new CellSpec(
            new ModelSpec(Collections.nCopies(depth, k), d, activation, 1, sampler, 3),
            attack,
            1,
            CellSpec.CPU_NUMERICS);
    Map<String, double[]> samples = new LinkedHashMap<>();
    samples.put("perturbation", new double[NETWORKS]);
    attack.quantities().forEach(each -> samples.put(each.name(), new double[NETWORKS]));
    CellTrials runner = new CellTrials();
    try (CpuBackend backend = new CpuBackend()) {
      for (int network = 0; network < NETWORKS; network++) {
        NetworkTrials trials = runner.run(cell, network, backend);
        boolean flipped = trials.outcomes()[0] == Outcome.FLIPPED;
        samples.get("perturbation")[network] =
            flipped ? trials.steps()[0] * trials.lengths()[0] : NONE;
        for (int i = 0; i < attack.quantities().size(); i++) {
          Quantity quantity = attack.quantities().get(i);
          double number = trials.quantities()[i][0];
          samples.get(quantity.name())[network] = Double.isNaN(number) ? NONE : number;
        }
      }
    }
    return samples;
  }
}
