package onestep.local;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import onestep.contract.kafka.Topics;
import onestep.worker.WorkerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code onestep run}: a whole sweep on this machine. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a sweep on this machine, from the sweep file to statistics and figures.",
      "Interrupted or killed, the same command goes on where it stopped."
    },
    footer = {"", "  onestep run quick"})
final class RunCommand implements Callable<Integer> {

  /** How long an interrupted run waits for its networks: they can be computed again. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  @Mixin private RunOptions options;

  @Override
  public Integer call() {
    Instant start = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    RunSettings settings = RunSettings.of(options);
    return Interruption.guard(() -> run(settings, start));
  }

  private static int run(RunSettings settings, Instant start) {
    try (DataDirectory data = DataDirectory.open(settings.data(), settings.dataBytes())) {
      if (settings.fresh()) {
        data.clear();
      }
      try (LocalPipeline pipeline = start(settings, data)) {
        return new Run(settings, pipeline, output(), columns(), start).execute();
      } catch (InterruptedException e) {
        System.err.println("onestep: interrupted; the same command goes on where this one stopped");
        return Interruption.EXIT_CODE;
      }
    }
  }

  private static LocalPipeline start(RunSettings settings, DataDirectory data) {
    LocalPipeline.Config config =
        new LocalPipeline.Config(
            data,
            settings.port(),
            Map.of(),
            settings.external().isPresent() ? Topics.Settings.CLUSTER : Topics.Settings.ONE_MACHINE,
            settings.webPort(),
            WorkerConfig.defaults()
                .withSlots(settings.slots())
                .withMemoryBytes(settings.memoryBytes(), 0)
                .withTimeLimit(WorkerConfig.NO_TIME_LIMIT)
                .withGrace(GRACE));
    return settings
        .external()
        .map(cluster -> LocalPipeline.startOn(cluster, config))
        .orElseGet(() -> LocalPipeline.start(config));
  }

  /** The standard output in UTF-8, which Java 17 does not use by itself under every locale. */
  private static PrintStream output() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  /** Columns of the terminal, which the launcher knows and Java does not; 0 if there is none. */
  private static int columns() {
    return Integer.getInteger("onestep.columns", 0);
  }
}
