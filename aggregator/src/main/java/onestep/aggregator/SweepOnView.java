package onestep.aggregator;

import java.util.List;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.InvalidInputException;
import picocli.CommandLine.Parameters;

/** The sweep that a command looks at. */
final class SweepOnView {

  @Parameters(paramLabel = "SWEEP", description = "Name of a sweep on the cluster.")
  private String name;

  String name() {
    return name;
  }

  /**
   * How it stands.
   *
   * @throws InvalidInputException if the cluster does not have it
   */
  SweepStatus in(StatisticsView view) {
    return view.sweep(name).orElseThrow(() -> unknown(view.sweeps()));
  }

  private InvalidInputException unknown(List<SweepStatus> sweeps) {
    return new InvalidInputException(
        "there is no sweep "
            + name
            + " on this cluster; "
            + (sweeps.isEmpty()
                ? "submit one"
                : "there are "
                    + String.join(", ", sweeps.stream().map(SweepStatus::name).toList())));
  }
}
