package onestep.local.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.EtaQuantiles;
import onestep.aggregator.statistics.TheoryValues;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.law.Finding;
import org.junit.jupiter.api.Test;

class PaperClaimsTest {

  private static final int[] SIZES = {50, 100, 1000};

  /** Cells that say what the paper says; a depth reaches 100 % from the size on that is given. */
  private static List<CellSummary> cells(int... reachedAtDepth) {
    List<CellSummary> cells = new ArrayList<>();
    for (int depth = 1; depth <= 6; depth++) {
      for (int gain = 1; gain <= 2; gain++) {
        for (int dimension : SIZES) {
          for (int width : SIZES) {
            int reached = reachedAtDepth[depth - 1];
            boolean all = Math.min(dimension, width) >= reached && !(depth == 6 && gain == 1);
            cells.add(cell(depth, gain, dimension, width, all ? 1 : 0.97));
          }
        }
      }
    }
    return cells;
  }

  private static CellSummary cell(
      int depth, double gain, int dimension, int width, double flipped) {
    ModelSpec model =
        new ModelSpec(
            Collections.nCopies(depth, width), dimension, Activation.RELU, gain, Sampler.DENSE, 1);
    Estimate one = new Estimate(1, 0.99, 1.01, 0.1, 400);
    return new CellSummary(
        new CellSpec(model, new SmallestStep(20, StepUnit.ETA, 0.5), 1, CellSpec.CPU_NUMERICS),
        400,
        400,
        0,
        0,
        (long) (400 * flipped),
        new Estimate(flipped, flipped - 0.01, flipped, 0.1, 400),
        one,
        EtaQuantiles.UNDEFINED,
        one,
        one,
        1,
        one,
        new Estimate(1 + 1.0 / dimension, Double.NaN, Double.NaN, Double.NaN, 400),
        new TheoryValues(1, 1, 1, 1, 1, 1, 1));
  }

  private static List<Boolean> verdicts(List<CellSummary> cells) {
    return new PaperClaims(cells).findings().stream().map(Finding::holds).toList();
  }

  private static List<String> failing(List<CellSummary> cells) {
    return new PaperClaims(cells)
        .findings().stream().filter(finding -> !finding.holds()).map(Finding::subject).toList();
  }

  @Test
  void shouldConfirmEveryClaimOfCellsThatSayWhatThePaperSays() {
    assertThat(verdicts(cells(50, 100, 100, 1000, 1000, 1000))).hasSize(13).containsOnly(true);
  }

  @Test
  void shouldTellTheSizesFromWhichOnEveryInputSwitches() {
    // When
    List<Finding> findings = new PaperClaims(cells(50, 100, 100, 1000, 1000, 1000)).findings();

    // Then
    assertThat(findings)
        .extracting(Finding::observed)
        .contains(
            "from 50, 100, 100, 1,000, 1,000, 1,000 on for L = 1 to 6",
            "from 50, 100, 100, 1,000, 1,000, beyond on for L = 1 to 6");
  }

  @Test
  void shouldDenyThatThresholdsGrowWhereTheyShrink() {
    assertThat(failing(cells(50, 1000, 100, 100, 1000, 1000)))
        .containsExactly(
            "gain 1: d and k at which 100 % is reached grow with L",
            "gain 2: d and k at which 100 % is reached grow with L");
  }

  @Test
  void shouldDenyThatEveryInputSwitchesWhereOneDoesNot() {
    assertThat(failing(cells(1000, 1000, 1000, 1000, 1000, 1000)))
        .contains(
            "L = 1, gain 1: 100 % flip for d, k > 50", "L = 1, gain 2: 100 % flip for d, k > 50");
  }

  @Test
  void shouldDenyThatStepsAreConstantWhereOneCellIsOff() {
    // Given
    List<CellSummary> cells = new ArrayList<>(cells(50, 100, 100, 1000, 1000, 1000));
    for (int i = 0; i < cells.size(); i++) {
      CellSummary c = cells.get(i);
      ModelSpec model = c.spec().model();
      if (model.depth() == 1 && model.dimension() == 100 && model.gain() == 1) {
        cells.set(i, withEta(c, new Estimate(1.3, 1.29, 1.31, 0.1, 400)));
      }
    }

    // When, Then
    assertThat(failing(cells))
        .containsExactly("L = 1, gain 1: smallest η is about constant for d, k > 50");
  }

  private static CellSummary withEta(CellSummary c, Estimate eta) {
    return new CellSummary(
        c.spec(),
        c.networks(),
        c.trials(),
        c.degenerate(),
        c.unresolved(),
        c.flipped(),
        c.flippedFraction(),
        eta,
        c.etaQuantiles(),
        c.gradientNorm(),
        c.valueAbs(),
        c.valueSd(),
        c.perturbation(),
        c.linearity(),
        c.theory());
  }
}
