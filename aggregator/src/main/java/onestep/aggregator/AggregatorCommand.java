package onestep.aggregator;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import onestep.aggregator.topology.StateStoreKind;
import onestep.aggregator.view.Backlog;
import onestep.contract.InvalidInputException;
import onestep.contract.cli.ClusterOptions;
import onestep.contract.cli.Termination;
import onestep.contract.kafka.Refusals;
import onestep.contract.kafka.Role;
import onestep.contract.kafka.Topics;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs an aggregator until the process is asked to end. */
@Command(
    name = "aggregator",
    mixinStandardHelpOptions = true,
    description = "Aggregates results into statistics and serves metrics and the live page.",
    footer = {
      "",
      "  onestep aggregator --bootstrap-servers kafka:9092 --web-address 127.0.0.1:8080"
    })
public final class AggregatorCommand implements Callable<Integer> {

  private static final int FAILURE = 1;

  /** Longer than the session of an aggregator that was killed. */
  private static final Duration REBUILD_PATIENCE = Duration.ofSeconds(15);

  @Spec private CommandSpec command;

  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--web-address",
      defaultValue = "127.0.0.1:8080",
      paramLabel = "HOST:PORT",
      description = "Where to serve metrics and the live page (default: ${DEFAULT-VALUE}).")
  private String webAddress;

  @Option(
      names = "--instance-id",
      paramLabel = "NAME",
      description = "Name of this instance, the same after a restart (default: the host's name).")
  private String instanceId;

  @Option(
      names = "--state-store",
      defaultValue = "memory",
      paramLabel = "KIND",
      description = "memory or rocksdb (default: ${DEFAULT-VALUE}).")
  private String stateStore;

  @Option(
      names = "--state-dir",
      defaultValue = "state",
      paramLabel = "DIR",
      description = "Where rocksdb keeps its files (default: ${DEFAULT-VALUE}).")
  private Path stateDirectory;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Stream threads (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--replication-factor",
      defaultValue = "-1",
      description =
          "Of topics that it creates; -1: the brokers' default (default: ${DEFAULT-VALUE}).")
  private int replicationFactor;

  @Option(
      names = "--exported-cells",
      defaultValue = "" + AggregatorConfig.EXPORTED_CELLS,
      description =
          "Cells with metrics of their own at most: those that changed last"
              + " (default: ${DEFAULT-VALUE}).")
  private int exportedCells;

  @Option(
      names = "--cross-check",
      paramLabel = "FRACTION",
      defaultValue = "" + AggregatorConfig.CROSS_CHECK,
      description =
          "Share of networks that another worker computes again, from 0 (none) to 1; onestep checks"
              + " tells what came out (default: ${DEFAULT-VALUE}).")
  private double crossCheck;

  @Option(
      names = "--rebuild",
      description =
          "Forget what the aggregators know and count the log of results anew, to the same"
              + " statistics. No other aggregator may run.")
  private boolean rebuild;

  @Override
  public Integer call() throws InterruptedException {
    Termination.isSuccess();
    AggregatorConfig config =
        new AggregatorConfig(
            cluster.connection(),
            instanceId == null ? hostName() : instanceId,
            stateDirectory,
            store(stateStore),
            threads,
            replicationFactor,
            AggregatorConfig.EMIT_INTERVAL,
            address(webAddress),
            exportedCells,
            crossCheck);
    ClusterOptions.check(config.connection(), Role.AGGREGATOR);
    Topics.ensure(
        config.connection(),
        new Topics.Settings(
            Topics.Settings.CLUSTER.partitions(),
            (short) replicationFactor,
            Topics.Settings.CLUSTER.taskLock()));
    try (Admin admin = config.connection().admin()) {
      Backlog.byQueue(admin); // refused now rather than told of at every scrape
    }
    if (rebuild) {
      Rebuild.forget(config.connection(), REBUILD_PATIENCE);
    }
    try (Aggregator aggregator = Aggregator.start(config, LiveFigures::new)) {
      Thread stopper = new Thread(aggregator::close, "stop");
      Runtime.getRuntime().addShutdownHook(stopper);
      command.commandLine().getOut().println("Live page: " + aggregator.address());
      command.commandLine().getOut().flush();
      aggregator.awaitStopped();
      Optional<InvalidInputException> refused =
          aggregator.failure().flatMap(e -> Refusals.explain(e, command.name()));
      if (refused.isPresent()) {
        throw refused.get();
      }
    }
    // A stop that was asked for ends the process before this line.
    return FAILURE;
  }

  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new InvalidInputException(
          "--web-address must be HOST:PORT with a port from 0 to 65535, got " + text);
    }
    InetSocketAddress address =
        new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new InvalidInputException(
          "--web-address: no such host: " + address.getHostString() + "; use 127.0.0.1 or 0.0.0.0");
    }
    return address;
  }

  static StateStoreKind store(String text) {
    for (StateStoreKind kind : StateStoreKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return kind;
      }
    }
    throw new InvalidInputException("--state-store must be memory or rocksdb, got " + text);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new InvalidInputException("--instance-id: this host has no name; name the instance", e);
    }
  }
}
