package onestep.aggregator;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.view.ViewJson;
import onestep.contract.InvalidInputException;
import onestep.contract.record.DeadLetter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows a sweep to its end. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Follow a sweep until it is complete, paused or cancelled; failures are told as they happen.",
      "Exit code 0 if every network is done, 1 if not."
    },
    footer = {"", "  onestep watch figures --bootstrap-servers kafka:9092"})
public final class WatchCommand implements Callable<Integer> {

  private static final int UNFINISHED = 1;
  private static final long MILLIS = 1000;

  @Spec private CommandSpec spec;

  @Mixin private SweepOnView sweep;

  @Mixin private ViewOptions options;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Time between two lines (default: ${DEFAULT-VALUE}).")
  private int intervalSeconds;

  @Override
  public Integer call() throws InterruptedException {
    if (intervalSeconds < 1) {
      throw new InvalidInputException("--interval must be at least 1, got " + intervalSeconds);
    }
    try (StatisticsView view = ViewOptions.open(options.connect())) {
      Set<DeadLetter> told = new HashSet<>();
      while (true) {
        SweepStatus status = sweep.in(view);
        tell(status, view.deadLetters(sweep.name()), told);
        if (!SweepTexts.goesOn(status)) {
          return status.done() == status.wanted() ? 0 : UNFINISHED;
        }
        Thread.sleep(intervalSeconds * MILLIS);
      }
    }
  }

  private void tell(SweepStatus status, List<DeadLetter> letters, Set<DeadLetter> told) {
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      out.println(ViewJson.sweeps(List.of(status)));
    } else {
      letters.stream().filter(told::add).map(SweepTexts::failure).forEach(out::println);
      out.println(SweepTexts.progress(status));
    }
    out.flush();
  }
}
