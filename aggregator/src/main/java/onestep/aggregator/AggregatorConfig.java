package onestep.aggregator;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import onestep.aggregator.topology.StateStoreKind;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topics;

/**
 * Settings of an aggregator.
 *
 * @param connection the cluster
 * @param instanceId name of this instance among all, the same after a restart: what it held is
 *     given back to it at once, without waiting for a session to expire
 * @param stateDirectory where RocksDB keeps its files
 * @param store where state is kept
 * @param threads stream threads, at least 1
 * @param replicationFactor of the topics that it creates; -1 for the brokers' default
 * @param emitInterval least time between two statistics of a cell
 * @param webAddress where the live page is served; port 0 for a free one
 * @param exportedCells cells with metrics of their own at most: those that changed last
 * @param crossCheck share of networks that are computed again by another worker, from 0 to 1
 */
public record AggregatorConfig(
    KafkaConnection connection,
    String instanceId,
    Path stateDirectory,
    StateStoreKind store,
    int threads,
    int replicationFactor,
    Duration emitInterval,
    InetSocketAddress webAddress,
    int exportedCells,
    double crossCheck) {

  /** The default least time between two statistics of a cell. */
  public static final Duration EMIT_INTERVAL = Duration.ofMillis(500);

  /** The default number of cells with metrics of their own. */
  public static final int EXPORTED_CELLS = 500;

  /** The default share of networks that are computed again. */
  public static final double CROSS_CHECK = 0.01;

  /** Checks the ranges. */
  public AggregatorConfig {
    if (instanceId.isBlank()) {
      throw new InvalidInputException("--instance-id must not be blank; leave it out or name it");
    }
    if (threads < 1) {
      throw new InvalidInputException("--threads must be at least 1, got " + threads);
    }
    replicationFactor = Topics.Settings.replication(replicationFactor);
    if (emitInterval.toMillis() < 1) {
      throw new InvalidInputException("emit interval must be at least 1 ms, got " + emitInterval);
    }
    if (exportedCells < 0) {
      throw new InvalidInputException(
          "--exported-cells must not be negative, got " + exportedCells);
    }
    if (!(crossCheck >= 0 && crossCheck <= 1)) {
      throw new InvalidInputException(
          "--cross-check must be a fraction from 0 to 1, got " + crossCheck);
    }
  }

  /**
   * One instance beside a broker on one machine: state in memory, one thread, one replica. Nothing
   * is computed again: one worker has nobody to check it.
   */
  public static AggregatorConfig onOneMachine(
      KafkaConnection connection, Path stateDirectory, InetSocketAddress webAddress) {
    return new AggregatorConfig(
        connection,
        "local",
        stateDirectory,
        StateStoreKind.MEMORY,
        1,
        1,
        EMIT_INTERVAL,
        webAddress,
        EXPORTED_CELLS,
        0);
  }

  /** The same with another share of networks that are computed again. */
  public AggregatorConfig withCrossCheck(double share) {
    return new AggregatorConfig(
        connection,
        instanceId,
        stateDirectory,
        store,
        threads,
        replicationFactor,
        emitInterval,
        webAddress,
        exportedCells,
        share);
  }
}
