package onestep.aggregator.statements;

import static onestep.aggregator.samples.ProbedCells.about;
import static onestep.aggregator.samples.ProbedCells.share;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import onestep.aggregator.samples.ProbedCells;
import onestep.aggregator.samples.SampleCells;
import onestep.aggregator.statements.Finding.Verdict;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.theory.Statements;
import org.junit.jupiter.api.Test;

class FindingTest {

  private static final Probe PROBE = new Probe(0.05, 1);

  private static Finding finding(
      String label,
      ProbeQuantity measured,
      Activation activation,
      Map<ProbeQuantity, Estimate> known) {
    CellSummary cell = ProbedCells.cell(activation, 100, 3000, PROBE, known);
    return Finding.of(List.of(cell)).stream()
        .filter(each -> each.statement().label().equals(label))
        .filter(each -> each.statement().measured() == measured)
        .findFirst()
        .orElseThrow();
  }

  private static Finding lemma8(Estimate violated) {
    return finding(
        "Lemma 8",
        ProbeQuantity.VALUE_ABS,
        Activation.RELU,
        Map.of(ProbeQuantity.VALUE_ABS, about(0.56), ProbeQuantity.VALUE_BEYOND_LEMMA_8, violated));
  }

  @Test
  void shouldJudgeTheWholeIntervalOfAShareAgainstGamma() {
    assertThat(lemma8(share(0, 0.03)).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(lemma8(share(0.04, 0.2)).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(lemma8(share(0.051, 0.2)).verdict()).isEqualTo(Verdict.FAILS);
    assertThat(lemma8(Estimate.UNDEFINED).verdict()).isEqualTo(Verdict.OPEN);
  }

  @Test
  void shouldJudgeAMeanAgainstABoundOfTheMean() {
    // (13) at d = 100, R = 1: 0.314; the limit is θ/π = 0.032
    Finding holds =
        finding(
            "Lemma 9 (13)",
            ProbeQuantity.CHANGED_SIGNS,
            Activation.RELU,
            Map.of(ProbeQuantity.CHANGED_SIGNS, about(0.032)));
    Finding fails =
        finding(
            "Lemma 9 (13)",
            ProbeQuantity.CHANGED_SIGNS,
            Activation.RELU,
            Map.of(ProbeQuantity.CHANGED_SIGNS, about(0.4)));

    assertThat(holds.bound().orElseThrow()).isBetween(0.3, 0.33);
    assertThat(holds.limit().orElseThrow()).isBetween(0.031, 0.033);
    assertThat(holds.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(fails.verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void shouldTellABoundThatSaysNothing() {
    Finding lemma11 =
        finding(
            "Lemma 11",
            ProbeQuantity.DRIFT_LARGEST,
            Activation.RELU,
            Map.of(
                ProbeQuantity.DRIFT_LARGEST, about(0.3),
                ProbeQuantity.DRIFT_ABOVE_LEMMA_11, share(0, 0.02)));

    assertThat(lemma11.bound().orElseThrow()).isGreaterThan(lemma11.trivial().orElseThrow());
    assertThat(lemma11.verdict()).isEqualTo(Verdict.HOLDS_IDLY);
  }

  @Test
  void shouldNameTheHypothesisThatIsNotMet() {
    Finding lemma7 = finding("Lemma 7", ProbeQuantity.DRIFT_LARGEST, Activation.RELU, Map.of());

    assertThat(lemma7.verdict()).isEqualTo(Verdict.OPEN);
    assertThat(lemma7.unmet()).hasValue("ψ' Lipschitz: relu has a kink");
  }

  @Test
  void shouldFindNothingWithoutAProbe() {
    assertThat(Finding.of(List.of(SampleCells.cell(1, 10, 10)))).isEmpty();
  }

  @Test
  void shouldShowTheLargestNetworkThatWasJudged() {
    CellSummary small =
        ProbedCells.cell(
            Activation.RELU,
            50,
            300,
            PROBE,
            Map.of(ProbeQuantity.VALUE_BEYOND_LEMMA_8, share(0, 0.02)));
    CellSummary large = ProbedCells.cell(Activation.RELU, 100, 3000, PROBE, Map.of());
    CellSummary larger =
        ProbedCells.cell(
            Activation.RELU,
            200,
            300,
            PROBE,
            Map.of(ProbeQuantity.VALUE_BEYOND_LEMMA_8, share(0, 0.02)));
    List<Finding> findings =
        Finding.of(List.of(small, larger, large)).stream()
            .filter(each -> each.statement().violated().isPresent())
            .filter(each -> each.statement().violated().get() == ProbeQuantity.VALUE_BEYOND_LEMMA_8)
            .toList();

    assertThat(findings).hasSize(3);
    assertThat(Finding.mostTelling(findings).cell()).isEqualTo(larger);
    assertThat(Finding.of(List.of(small))).hasSize(Statements.ALL.size());
  }
}
