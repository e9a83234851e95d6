package onestep.aggregator;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import onestep.aggregator.topology.AggregatorTopology;
import onestep.contract.kafka.Names;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of the Streams client. */
final class StreamsSettings {

  /**
   * Also the prefix of internal topics, and the consumer group. It has the version of what is kept,
   * so that a new version does not meet old states: it starts from the log of results.
   */
  static final String APPLICATION_ID = Names.STREAMS + AggregatorTopology.STATE_VERSION;

  private static final int COMMIT_INTERVAL_MS = 500;
  private static final long CACHE_BYTES = 64L << 20;
  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final int HEARTBEAT_MS = 2_000;
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;

  private StreamsSettings() {}

  static Properties of(AggregatorConfig config) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, APPLICATION_ID + "-" + config.instanceId());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // Readers see statistics at commits.
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.replicationFactor());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // A killed instance that comes back under its name is recognised at once; one that does not
    // come back is given up after the session timeout. The streams group protocol has no static
    // members, so there a restart would wait for the session of the killed process to expire.
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
        config.instanceId());
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        SESSION_TIMEOUT_MS);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        HEARTBEAT_MS);
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_TIMEOUT_MS);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    Properties properties = new Properties();
    properties.putAll(config.connection().with(settings));
    return properties;
  }
}
