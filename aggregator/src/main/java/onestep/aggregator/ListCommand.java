package onestep.aggregator;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.view.ViewJson;
import onestep.contract.record.DeadLetter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the sweeps of a cluster. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the sweeps of a cluster with their progress.",
    footer = {"", "  onestep list --bootstrap-servers kafka:9092"})
public final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ViewOptions options;

  @Override
  public Integer call() throws InterruptedException {
    List<SweepStatus> sweeps;
    List<DeadLetter> unreadable;
    try (StatisticsView view = ViewOptions.open(options.connect())) {
      sweeps = view.sweeps();
      unreadable = view.deadLetters(StatisticsView.NO_SWEEP);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      out.println(ViewJson.sweeps(sweeps));
    } else if (sweeps.isEmpty()) {
      out.println("no sweeps; onestep submit SWEEP publishes one");
    } else {
      SweepTexts.table(sweeps).forEach(out::println);
    }
    if (!options.json() && !unreadable.isEmpty()) {
      SweepTexts.unreadable(unreadable).forEach(out::println);
    }
    out.flush();
    return 0;
  }
}
