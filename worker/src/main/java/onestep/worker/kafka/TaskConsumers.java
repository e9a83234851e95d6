package onestep.worker.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import onestep.contract.DaemonThreads;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.TaskQueue;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ShareConsumer;

/** Makes the share consumers of the workers' group; their metrics are in a registry. */
final class TaskConsumers implements AutoCloseable {

  private final KafkaConnection connection;
  private final MeterRegistry registry;

  /** One thread for all: of its own, each binder would start another. */
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("consumer-metrics"));

  TaskConsumers(KafkaConnection connection, MeterRegistry registry) {
    this.connection = connection;
    this.registry = registry;
  }

  /** A consumer of raw records: what cannot be decoded must be seen rather than skipped. */
  ShareConsumer<byte[], byte[]> create(TaskQueue queue, String clientId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, queue.group());
    settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // One record at a time for each consumer: in batches some workers would hoard what others lack.
    settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new MeteredShareConsumer(connection.with(settings), registry, refresher);
  }

  @Override
  public void close() {
    refresher.shutdownNow();
  }
}
