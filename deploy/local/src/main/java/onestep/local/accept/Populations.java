package onestep.local.accept;

import java.util.ArrayList;
import java.util.List;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.Trial;
import onestep.aggregator.statistics.TrialOutcome;
import onestep.contract.cell.CellSpec;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.backend.cpu.CpuBackend;

/**
 * Networks of a cell, computed here and handed to the aggregator's statistics without a pipeline.
 */
final class Populations {

  private Populations() {}

  /** Networks 0 to networks - 1 of a cell. */
  static List<NetworkTrials> of(CellSpec cell, int networks) {
    List<NetworkTrials> population = new ArrayList<>(networks);
    CellTrials runner = new CellTrials();
    try (CpuBackend backend = new CpuBackend()) {
      for (int network = 0; network < networks; network++) {
        population.add(converted(runner.run(cell, network, backend)));
      }
    }
    return population;
  }

  private static NetworkTrials converted(onestep.worker.attack.NetworkTrials computed) {
    List<Trial> trials = new ArrayList<>();
    for (int point = 0; point < computed.values().length; point++) {
      trials.add(
          new Trial(
              computed.values()[point],
              computed.gradientNorms()[point],
              converted(computed.outcomes()[point]),
              computed.steps()[point]));
    }
    return new NetworkTrials(computed.network(), trials);
  }

  private static TrialOutcome converted(Outcome outcome) {
    return switch (outcome) {
      case NOT_FLIPPED -> TrialOutcome.UNFLIPPED;
      case FLIPPED -> TrialOutcome.FLIPPED;
      case DEGENERATE -> TrialOutcome.DEGENERATE;
      case UNRESOLVED -> TrialOutcome.UNRESOLVED;
    };
  }
}
