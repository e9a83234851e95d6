package onestep.aggregator;

import java.time.Duration;
import onestep.aggregator.view.StatisticsView;
import onestep.contract.InvalidInputException;
import onestep.contract.cli.ClusterOptions;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Role;
import onestep.contract.kafka.SchemaDirectory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that looks at a cluster is told. */
final class ViewOptions {

  private static final Duration PATIENCE = SchemaDirectory.LAST_PATIENCE.plusMinutes(2);

  @Mixin private ClusterOptions cluster;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** The cluster, which has answered and lets its reader view it. */
  KafkaConnection connect() {
    return cluster.connect(Role.VIEWER);
  }

  /**
   * A view of all that is there.
   *
   * @throws InvalidInputException if the cluster has no topics of Onestep
   */
  static StatisticsView open(KafkaConnection connection) throws InterruptedException {
    StatisticsView view = StatisticsView.open(connection);
    if (!view.awaitCaughtUp(PATIENCE)) {
      view.close();
      throw new IllegalStateException(
          "the topics could not be read within "
              + PATIENCE.toSeconds()
              + " s; are all brokers up?");
    }
    return view;
  }
}
