package onestep.local.accept;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.TheoryValues;
import onestep.producer.sweep.CostModel;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.Theory;

/** The cells that the paper's claims are held against, computed without a pipeline. */
final class PaperSweep {

  private static final String PRESET = "claims";

  private PaperSweep() {}

  /** All cells, in no order, each with its first networks. */
  static List<CellSummary> run(Slots slots, int networks) {
    // The longest first, so that no slot is left with one at the end.
    List<Callable<CellSummary>> work =
        SweepFiles.load(PRESET, Limits.DEFAULT)
            .plan()
            .sorted(
                Comparator.comparingDouble(
                        (PlannedCell cell) -> CostModel.secondsPerNetwork(cell.spec()))
                    .reversed())
            .map(cell -> (Callable<CellSummary>) () -> summary(cell, networks))
            .toList();
    return slots.all(work);
  }

  private static CellSummary summary(PlannedCell cell, int networks) {
    CellState state = new CellState();
    Populations.of(cell.spec(), networks).forEach(state::add);
    return state.summary(cell.spec(), values(cell.theory()));
  }

  private static TheoryValues values(Theory theory) {
    return new TheoryValues(
        theory.flippedFraction().orElse(Double.NaN),
        theory.etaMean().orElse(Double.NaN),
        theory.etaSd().orElse(Double.NaN),
        theory.gradientNorm().orElse(Double.NaN),
        theory.valueSd().orElse(Double.NaN),
        theory.valueAbsMean().orElse(Double.NaN),
        theory.perturbationMean().orElse(Double.NaN));
  }
}
