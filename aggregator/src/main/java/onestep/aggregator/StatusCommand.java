package onestep.aggregator;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import onestep.aggregator.view.Backlog;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.aggregator.view.ViewJson;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Worker;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows a sweep, the workers and the failures. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show a sweep's progress and failures, the backlog, and what the workers do.",
    footer = {"", "  onestep status figures --bootstrap-servers kafka:9092"})
public final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SweepOnView sweep;

  @Mixin private ViewOptions options;

  @Override
  public Integer call() throws InterruptedException {
    KafkaConnection connection = options.connect();
    PrintWriter out = spec.commandLine().getOut();
    try (StatisticsView view = ViewOptions.open(connection);
        Admin admin = connection.admin()) {
      SweepStatus status = sweep.in(view);
      OptionalLong backlog = Backlog.of(admin);
      List<Worker> workers = view.workers(Instant.now());
      List<DeadLetter> letters = view.deadLetters(sweep.name());
      if (options.json()) {
        out.println(ViewJson.status(status, backlog, workers, letters));
      } else {
        SweepTexts.details(status, backlog, workers, letters).forEach(out::println);
      }
    }
    out.flush();
    return 0;
  }
}
