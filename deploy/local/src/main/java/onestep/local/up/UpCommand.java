package onestep.local.up;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.Topics;
import onestep.local.DataDirectory;
import onestep.local.EmbeddedBroker;
import onestep.local.Interruption;
import onestep.local.Ports;
import onestep.worker.WorkerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code onestep up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start a broker, an aggregator and workers on this machine, each in a process of its own, and"
          + " keep them running until interrupted. What ends is started again.",
      "The other commands find it without being told where it is."
    },
    footer = {"", "  onestep up &", "  onestep submit quick && onestep watch quick"})
public final class UpCommand implements Callable<Integer> {

  /** Of the machine's memory, for all workers together. */
  private static final int WORKERS_HEAP_PERCENT = 50;

  private static final int AGGREGATOR_HEAP_PERCENT = 15;
  private static final int MOST_WORKERS = 100;

  /** A single worker has nobody to check it. */
  private static final int FEWEST_TO_CHECK = 2;

  private static final long DATA_BYTES = 1L << 30;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".onestep/up",
      description = "Where broker and aggregator keep their data (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port of the broker on the loopback interface (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the live page on the loopback interface (default: ${DEFAULT-VALUE}).")
  private int webPort;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Worker processes (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Networks computed at once by each worker (default: its share of the cores).")
  private Integer slots;

  @Option(
      names = "--time-limit",
      paramLabel = "DURATION",
      description =
          "How long one network may take on a worker, in ISO 8601 (default: ${DEFAULT-VALUE}).")
  private Duration timeLimit = WorkerConfig.DEFAULT_TIME_LIMIT;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description =
          "Port of the first worker's metrics on the loopback interface, the next one's is one"
              + " higher; 0: none. The aggregator's are at the live page's /metrics (default:"
              + " ${DEFAULT-VALUE}).")
  private int metricsPort;

  @Override
  public Integer call() {
    check();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    return Interruption.guard(() -> run(out));
  }

  private void check() {
    if (workers < 0 || workers > MOST_WORKERS) {
      throw new InvalidInputException(
          "--workers must be 0 to " + MOST_WORKERS + ", got " + workers);
    }
    if (timeLimit.toMillis() < 1) {
      throw new InvalidInputException("--time-limit must be at least PT0.001S, got " + timeLimit);
    }
    if (slots != null && slots < 1) {
      throw new InvalidInputException("--slots must be at least 1, got " + slots);
    }
    Ports.check("--port", port);
    Ports.check("--web-port", webPort);
    Ports.check("--metrics-port", metricsPort);
    if (metricsPort > 0) {
      Ports.check("--metrics-port plus --workers", metricsPort + Math.max(0, workers - 1));
    }
  }

  private int run(PrintStream out) {
    try (DataDirectory directory = DataDirectory.open(data, DATA_BYTES);
        EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), port, Map.of())) {
      Topics.ensure(broker.connection(), Topics.Settings.ONE_MACHINE);
      out.println("broker       " + broker.connection().bootstrapServers());
      int page = webPort == 0 ? Ports.free(1).get(0) : webPort;
      out.println("live page    http://127.0.0.1:" + page + "/");
      try (Fleet fleet =
          new Fleet(services(directory, broker.connection().bootstrapServers(), page), out)) {
        fleet.run();
        return 0;
      } catch (InterruptedException e) {
        out.println("stopped; everything written is in " + data);
        return Interruption.EXIT_CODE;
      }
    }
  }

  private List<Service> services(DataDirectory directory, String bootstrapServers, int page) {
    List<Service> services = new ArrayList<>();
    List<String> aggregator = new ArrayList<>();
    aggregator.addAll(
        List.of(
            "aggregator",
            "--bootstrap-servers",
            bootstrapServers,
            "--web-address",
            "127.0.0.1:" + page,
            "--replication-factor",
            "1",
            "--instance-id",
            "local",
            "--state-dir",
            directory.streams().toString()));
    if (workers < FEWEST_TO_CHECK) {
      aggregator.addAll(List.of("--cross-check", "0"));
    }
    services.add(Service.of("aggregator", AGGREGATOR_HEAP_PERCENT, aggregator));
    int each =
        slots == null
            ? Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, workers))
            : slots;
    for (int worker = 1; worker <= workers; worker++) {
      List<String> arguments = new ArrayList<>();
      arguments.addAll(
          List.of(
              "worker",
              "--bootstrap-servers",
              bootstrapServers,
              "--slots",
              Integer.toString(each),
              "--time-limit",
              timeLimit.toString()));
      if (metricsPort > 0) {
        arguments.addAll(List.of("--metrics-address", Integer.toString(metricsPort + worker - 1)));
      }
      services.add(
          Service.of("worker-" + worker, Math.max(1, WORKERS_HEAP_PERCENT / workers), arguments));
    }
    return services;
  }
}
