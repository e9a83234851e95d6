package onestep.aggregator.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import onestep.aggregator.samples.ProbedCells;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.ProbeQuantity;
import org.junit.jupiter.api.Test;

class ValueLawFindingTest {

  /** Shares at the deciles, of which one is off. */
  private static CellSummary cell(int dimension, double off) {
    Map<ProbeQuantity, Estimate> known = new EnumMap<>(ProbeQuantity.class);
    for (int i = 1; i <= 9; i++) {
      double share = i / 10.0 + (i == 3 ? off : 0.001);
      known.put(
          ProbeQuantity.VALUE_BELOW_DECILES.get(i - 1),
          new Estimate(share, share - 0.01 * i, share + 0.01 * i, 0.4, 100));
    }
    return ProbedCells.cell(Activation.RELU, dimension, 1000, new Probe(0.05, 1), known);
  }

  @Test
  void shouldTakeTheLargestDifferenceAndTheWidestInterval() {
    ValueLawFinding finding = ValueLawFinding.of(List.of(cell(100, -0.04))).get(0);

    assertThat(finding.sampled()).isCloseTo(0.04, within(1e-12));
    assertThat(finding.noise()).isCloseTo(0.09, within(1e-12));
    assertThat(finding.exact().orElseThrow() * 1000).isCloseTo(0.0689, within(1e-3));
  }

  @Test
  void shouldShowEachModelOnceAtItsLargestDimension() {
    List<ValueLawFinding> findings =
        ValueLawFinding.of(
            List.of(
                cell(100, 0.04), cell(400, 0.02), cell(200, 0.03), SampleCells.cell(1, 10, 10)));

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).cell().spec().model().dimension()).isEqualTo(400);
  }

  @Test
  void shouldKnowNothingOfWhatWasNotMeasured() {
    CellSummary empty = ProbedCells.cell(Activation.RELU, 100, 1000, new Probe(0.05, 1), Map.of());

    assertThat(ValueLawFinding.of(List.of(empty)).get(0).sampled()).isNaN();
  }
}
