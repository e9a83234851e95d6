package onestep.worker.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A share consumer whose own metrics are in a registry as long as it is open. */
final class MeteredShareConsumer extends KafkaShareConsumer<byte[], byte[]> {

  private final KafkaClientMetrics metrics;

  /**
   * A consumer.
   *
   * @param refresher looks for metrics that have come or gone
   */
  MeteredShareConsumer(
      Map<String, Object> settings, MeterRegistry registry, ScheduledExecutorService refresher) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    metrics = new KafkaClientMetrics(asConsumer(this), List.<Tag>of(), refresher);
    metrics.bindTo(registry);
  }

  /** Micrometer's binder takes no share consumers; of a consumer it asks for its metrics alone. */
  private static Consumer<?, ?> asConsumer(ShareConsumer<?, ?> consumer) {
    return (Consumer<?, ?>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("metrics")) {
                return consumer.metrics();
              }
              throw new UnsupportedOperationException(method.toString());
            });
  }

  @Override
  public void close(Duration timeout) {
    metrics.close();
    super.close(timeout);
  }
}
