package onestep.worker.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.cell.Quantity.Kind;
import onestep.contract.cell.Sampler;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dense and conditioned networks give what a probe measures with the same law. */
class ProbeAgreementTest {

  private static final int NETWORKS = 600;

  /** Where nothing changes, one sampler has 0 and the other its rounding. */
  private static final double GRID = 1e-4;

  /**
   * Each quantity by a Kolmogorov–Smirnov and a rank-sum test at level 1e-7: with new seeds at most
   * 34 · 1e-7 in a cell for right samplers to fail.
   */
  @ParameterizedTest
  @CsvSource({"RELU, 1, 12, 20", "TANH, 1, 20, 10", "TANH, 2, 8, 14"})
  void shouldHaveTheSameLawWithBothSamplers(Activation activation, int depth, int d, int k) {
    // Given
    Map<String, double[]> dense = samples(activation, depth, d, k, Sampler.DENSE);
    Map<String, double[]> conditioned = samples(activation, depth, d, k, Sampler.CONDITIONED);
    dense.keySet().retainAll(conditioned.keySet()); // the others need the rows of the weights
    assertThat(dense).containsKeys("drift_downhill", "drift_component", "subset_sum");

    // When
    Finding finding = SamplerAgreement.compare(activation + " " + depth, dense, conditioned);

    // Then
    assertThat(finding.holds()).as(finding.toString()).isTrue();
  }

  /** The quantities that every network has. */
  private static Map<String, double[]> samples(
      Activation activation, int depth, int d, int k, Sampler sampler) {
    CellSpec cell =
        new CellSpec(
            new ModelSpec(Collections.nCopies(depth, k), d, activation, 1, sampler, 3),
            new Probe(0.1, 1.3),
            1,
            CellSpec.CPU_NUMERICS);
    double[][] numbers = new double[ProbeQuantity.values().length][NETWORKS];
    CellTrials runner = new CellTrials();
    try (CpuBackend backend = new CpuBackend()) {
      for (int network = 0; network < NETWORKS; network++) {
        NetworkTrials trials = runner.run(cell, network, backend);
        for (int i = 0; i < numbers.length; i++) {
          numbers[i][network] = Math.rint(trials.quantities()[i][0] / GRID);
        }
      }
    }
    Map<String, double[]> samples = new LinkedHashMap<>();
    for (ProbeQuantity quantity : ProbeQuantity.values()) {
      double[] sample = numbers[quantity.index()];
      boolean complete = Arrays.stream(sample).noneMatch(Double::isNaN);
      if (complete && quantity.quantity().kind() == Kind.MEAN) {
        samples.put(quantity.label(), sample);
      }
    }
    return samples;
  }
}
