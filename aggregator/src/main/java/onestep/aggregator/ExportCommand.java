package onestep.aggregator;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.view.CellStatus;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.view.TrialLog;
import onestep.aggregator.view.ViewJson;
import onestep.contract.cli.ClusterOptions;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what is known of a sweep into a folder. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Write cells.csv, table.txt and the figures of a sweep, as far as it is.",
    footer = {"", "  onestep export figures --results figures --bootstrap-servers kafka:9092"})
public final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SweepOnView sweep;

  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Folder to write to (default: results/SWEEP).")
  private Path results;

  @Option(names = "--trials", description = "Also write every trial, to trials.csv.gz.")
  private boolean trials;

  @Option(names = "--json", description = "Print what was written as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    ResultFolder folder =
        new ResultFolder(results == null ? Path.of("results", sweep.name()) : results);
    folder.check();
    SweepStatus status;
    List<CellStatus> states;
    List<Disagreement> disagreements;
    KafkaConnection connection = cluster.connect(Role.VIEWER);
    try (StatisticsView view = ViewOptions.open(connection)) {
      status = sweep.in(view);
      states = view.cells(sweep.name());
      disagreements = view.disagreements(sweep.name());
    }
    List<CellSummary> cells = states.stream().map(CellStatus::summary).toList();
    folder.writeCells(cells);
    folder.writeTable(cells, Map.of());
    folder.writeFigures(cells);
    folder.writeDisagreements(disagreements);
    if (trials) {
      folder.writeTrials(new TrialLog(connection, states));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ViewJson.export(status, cells.size(), folder.path()));
    } else {
      out.println(SweepTexts.progress(status));
      out.printf(Locale.ROOT, "%,d cells in %s%n", cells.size(), folder.path());
    }
    out.flush();
    return 0;
  }
}
