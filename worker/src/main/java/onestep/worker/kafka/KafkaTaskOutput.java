package onestep.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import onestep.contract.DaemonThreads;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Result;
import onestep.contract.record.Worker;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that a worker writes, through one producer. Safe for use by several threads. */
final class KafkaTaskOutput implements TaskOutput, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KafkaTaskOutput.class);

  /** Rows are dear and the producer keeps them: it outlasts a broker that is away for a while. */
  private static final Duration DELIVERY_PATIENCE = Duration.ofMinutes(10);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final Producer<String, SpecificRecord> producer;
  private final Consumer<AuthorizationException> onRefused;

  /**
   * Sending may wait for metadata; neither slots nor the producer's own thread have time for it.
   */
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(DaemonThreads.named("results"));

  /**
   * An output.
   *
   * @param producer which it closes
   * @param onRefused hears that the cluster refuses what is written, which no repetition cures
   */
  KafkaTaskOutput(
      Producer<String, SpecificRecord> producer, Consumer<AuthorizationException> onRefused) {
    this.producer = producer;
    this.onRefused = onRefused;
  }

  /** A producer for workers. */
  static KafkaProducer<String, SpecificRecord> producer(KafkaConnection connection) {
    return connection.producer(
        Map.of(
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Math.toIntExact(DELIVERY_PATIENCE.toMillis())));
  }

  @Override
  public CompletableFuture<Void> results(List<Result> results) {
    return CompletableFuture.completedFuture(results)
        .thenComposeAsync(
            all ->
                CompletableFuture.allOf(
                    all.stream()
                        .map(result -> send(Topic.RESULTS, result.getCell(), result))
                        .toArray(CompletableFuture<?>[]::new)),
            sender);
  }

  @Override
  public CompletableFuture<Void> deadLetter(DeadLetter letter) {
    return CompletableFuture.completedFuture(letter)
        .thenComposeAsync(dead -> send(Topic.DEAD_LETTERS, dead.getTask(), dead), sender);
  }

  /** Publishes a heartbeat; one that is lost is followed by another. */
  void heartbeat(Worker worker) {
    CompletableFuture<Void> unused =
        send(Topic.WORKERS, worker.getWorker(), worker)
            .exceptionally(
                failure -> {
                  log.debug("heartbeat_failed error={}", failure.toString());
                  return null;
                });
  }

  private CompletableFuture<Void> send(Topic topic, String key, SpecificRecord value) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic.topicName(), key, value),
            (metadata, failure) -> {
              if (failure == null) {
                sent.complete(null);
              } else {
                sent.completeExceptionally(failure);
                if (failure instanceof AuthorizationException refused) {
                  onRefused.accept(refused);
                }
              }
            });
    return sent;
  }

  /** Sends what is under way, for a short while. */
  @Override
  public void close() {
    sender.shutdown();
    producer.close(CLOSE_PATIENCE);
  }
}
