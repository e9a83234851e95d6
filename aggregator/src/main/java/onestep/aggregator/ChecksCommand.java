package onestep.aggregator;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.view.ViewJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells of networks that two workers have computed. */
@Command(
    name = "checks",
    mixinStandardHelpOptions = true,
    description = {
      "Show how many networks of a sweep a second worker has computed too, and those that the two"
          + " did not compute alike, with both workers.",
      "Ends with exit code 0 if there are none of those, and 1 if there are any."
    },
    footer = {"", "  onestep checks figures --bootstrap-servers kafka:9092"})
public final class ChecksCommand implements Callable<Integer> {

  private static final int ALIKE = 0;
  private static final int UNLIKE = 1;

  @Spec private CommandSpec spec;

  @Mixin private SweepOnView sweep;

  @Mixin private ViewOptions options;

  @Override
  public Integer call() throws InterruptedException {
    SweepStatus status;
    List<Disagreement> disagreements;
    try (StatisticsView view = ViewOptions.open(options.connect())) {
      status = sweep.in(view);
      disagreements = view.disagreements(sweep.name());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      out.println(ViewJson.checks(status, disagreements));
    } else {
      SweepTexts.checks(status, disagreements).forEach(out::println);
    }
    out.flush();
    return status.disagreeing() == 0 && disagreements.isEmpty() ? ALIKE : UNLIKE;
  }
}
