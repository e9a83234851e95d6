package onestep.contract.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of the pipeline, with the settings that its correctness rests on. */
public enum Topic {
  /** Key sweep; written by producers: specification, epoch, wanted state. */
  SWEEPS("onestep.sweeps", Kept.LATEST, Spread.PARTITIONED),
  /** Key cell and sweep; written by producers: definition, theory, wanted networks. */
  CELLS("onestep.cells", Kept.LATEST, Spread.PARTITIONED),
  /** No key; written by producers, and by the aggregator. */
  TASKS("onestep.tasks", Kept.ALL, Spread.PARTITIONED),
  /** No key; written by producers: the tasks of small sweeps. */
  SMALL_TASKS("onestep.tasks-small", Kept.ALL, Spread.PARTITIONED),
  /** No key; written by producers: the tasks of cells that are computed on GPUs. */
  GPU_TASKS("onestep.tasks-gpu", Kept.ALL, Spread.PARTITIONED),
  /**
   * No key; written by the aggregator: rows to be computed again by another worker. A partition
   * that all workers share: of several, a broker would give each to one worker, and the checks in
   * it of that worker's own rows would come to no other.
   */
  CHECKS("onestep.checks", Kept.ALL, Spread.SINGLE),
  /** Key cell; written by workers: a row a network. */
  RESULTS("onestep.results", Kept.ALL, Spread.PARTITIONED),
  /** Key cell; written by the aggregator. */
  STATISTICS("onestep.statistics", Kept.LATEST, Spread.PARTITIONED),
  /** Key sweep; written by the aggregator. */
  PROGRESS("onestep.progress", Kept.LATEST, Spread.PARTITIONED),
  /** Key worker; written by workers, forgotten within a day. */
  WORKERS("onestep.workers", Kept.LATEST_FOR_A_DAY, Spread.SINGLE),
  /** Key task; written by workers. */
  DEAD_LETTERS("onestep.dead-letters", Kept.ALL, Spread.PARTITIONED),
  /** Key fingerprint; written by whoever writes a schema first. */
  SCHEMAS("onestep.schemas", Kept.LATEST, Spread.SINGLE);

  private enum Kept {
    ALL,
    LATEST,
    LATEST_FOR_A_DAY
  }

  private enum Spread {
    SINGLE,
    PARTITIONED
  }

  private final String topicName;
  private final Kept kept;
  private final Spread spread;

  Topic(String topicName, Kept kept, Spread spread) {
    this.topicName = topicName;
    this.kept = kept;
    this.spread = spread;
  }

  /** The name on the broker. */
  public String topicName() {
    return topicName;
  }

  /** Partitions of this topic in a deployment whose partitioned topics have {@code partitions}. */
  int partitions(int partitions) {
    return spread == Spread.SINGLE ? 1 : partitions;
  }

  /** The settings that {@link Topics#ensure} creates it with, and checks. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    switch (kept) {
      case ALL -> {
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        // A default of the brokers must not delete tasks and rows either.
        settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
      }
      case LATEST ->
          settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      case LATEST_FOR_A_DAY -> {
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");
        settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(Duration.ofDays(1).toMillis()));
      }
    }
    return settings;
  }
}
