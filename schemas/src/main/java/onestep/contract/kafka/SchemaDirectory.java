package onestep.contract.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import onestep.contract.record.Cell;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Progress;
import onestep.contract.record.Result;
import onestep.contract.record.Statistics;
import onestep.contract.record.Sweep;
import onestep.contract.record.Task;
import onestep.contract.record.Worker;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas topic: fingerprint (CRC-64-AVRO, 16 hexadecimal digits) to schema (JSON). Whoever
 * writes records publishes their schemas first; a reader that meets an unknown fingerprint looks
 * here and waits for it.
 */
public final class SchemaDirectory implements SchemaStore {

  /** Every top-level schema that the pipeline writes. */
  static final List<Schema> WRITTEN =
      List.of(
          Sweep.getClassSchema(),
          Cell.getClassSchema(),
          Task.getClassSchema(),
          Result.getClassSchema(),
          Statistics.getClassSchema(),
          Progress.getClassSchema(),
          Worker.getClassSchema(),
          DeadLetter.getClassSchema());

  private static final Logger log = LoggerFactory.getLogger(SchemaDirectory.class);
  private static final TopicPartition PARTITION = new TopicPartition(Topic.SCHEMAS.topicName(), 0);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConnection connection;
  private final Duration patience;
  private final Map<Long, Schema> known = new ConcurrentHashMap<>();

  SchemaDirectory(KafkaConnection connection) {
    this(connection, PATIENCE);
  }

  /** A directory that waits up to {@code patience} for an unknown fingerprint. */
  public SchemaDirectory(KafkaConnection connection, Duration patience) {
    this.connection = connection;
    this.patience = patience;
  }

  /** Publishes every schema that this version writes and the topic does not have. */
  static void publish(KafkaConnection connection) {
    Set<String> published = published(connection);
    List<Schema> missing =
        WRITTEN.stream().filter(s -> !published.contains(name(fingerprint(s)))).toList();
    if (missing.isEmpty()) {
      return;
    }
    Map<String, Object> settings = connection.with(Map.of(ProducerConfig.ACKS_CONFIG, "all"));
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      List<Future<RecordMetadata>> sent =
          missing.stream()
              .map(
                  schema ->
                      producer.send(
                          new ProducerRecord<>(
                              Topic.SCHEMAS.topicName(),
                              name(fingerprint(schema)),
                              schema.toString())))
              .toList();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "cannot publish the schemas: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while publishing the schemas", e);
    }
  }

  /** The names of the schemas that are in the topic now. */
  private static Set<String> published(KafkaConnection connection) {
    Set<String> names = new HashSet<>();
    try (KafkaConsumer<String, String> consumer = reader(connection)) {
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(PARTITION) < end) {
        for (ConsumerRecord<String, String> entry : consumer.poll(POLL)) {
          if (entry.value() == null) {
            names.remove(entry.key());
          } else {
            names.add(entry.key());
          }
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              Topic.SCHEMAS.topicName()
                  + " could not be read within "
                  + PATIENCE.toSeconds()
                  + " s");
        }
      }
    }
    return names;
  }

  /** A consumer of the topic, at its beginning. */
  private static KafkaConsumer<String, String> reader(KafkaConnection connection) {
    Map<String, Object> settings =
        connection.with(Map.of(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false));
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    consumer.assign(List.of(PARTITION));
    consumer.seekToBeginning(List.of(PARTITION));
    return consumer;
  }

  /**
   * The schema of a fingerprint.
   *
   * @throws UnknownSchemaException if it has not been published within the patience, or the topic
   *     cannot be read: either way the record may be a good one
   */
  @Override
  public Schema findByFingerprint(long fingerprint) {
    Schema schema = known.get(fingerprint);
    return schema != null ? schema : await(fingerprint);
  }

  private Schema await(long fingerprint) {
    log.info(
        "schema_unknown fingerprint={} waiting_seconds={}",
        name(fingerprint),
        patience.toSeconds());
    long deadline = System.nanoTime() + patience.toNanos();
    try (KafkaConsumer<String, String> consumer = reader(connection)) {
      do {
        for (ConsumerRecord<String, String> entry : consumer.poll(POLL)) {
          if (entry.value() != null) {
            learn(entry);
          }
        }
        Schema schema = known.get(fingerprint);
        if (schema != null) {
          return schema;
        }
      } while (System.nanoTime() < deadline);
    } catch (KafkaException e) {
      pause(); // whoever asks will ask again
      throw new UnknownSchemaException(
          "cannot look up the schema with fingerprint " + name(fingerprint) + ": " + e, e);
    }
    throw new UnknownSchemaException(
        "no schema with fingerprint "
            + name(fingerprint)
            + " in "
            + Topic.SCHEMAS.topicName()
            + " after "
            + patience.toSeconds()
            + " s; its writer publishes it at its start");
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void learn(ConsumerRecord<String, String> entry) {
    try {
      Schema schema = new Schema.Parser().parse(entry.value());
      known.put(fingerprint(schema), schema);
    } catch (AvroRuntimeException e) {
      log.warn("schema_unreadable fingerprint={} error={}", entry.key(), e.toString());
    }
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  private static String name(long fingerprint) {
    return String.format("%016x", fingerprint);
  }
}
