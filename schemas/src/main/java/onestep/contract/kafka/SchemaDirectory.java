package onestep.contract.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.kafka.common.errors.SerializationException;
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

  /** How long a schema is waited for before its record is taken for a bad one. */
  public static final Duration LAST_PATIENCE = Duration.ofMinutes(2);

  /** For another look at what is given up, at most once in {@link #PATIENCE}. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConnection connection;
  private final Duration patience;
  private final Duration lastPatience;
  private final Map<Long, Schema> known = new ConcurrentHashMap<>();
  private final Map<Long, Missing> missing = new ConcurrentHashMap<>();

  /**
   * A fingerprint that was asked for in vain.
   *
   * @param firstNanos when it was first asked for
   * @param lastNanos when the topic was last read for it
   */
  private record Missing(long firstNanos, long lastNanos) {}

  SchemaDirectory(KafkaConnection connection) {
    this(connection, PATIENCE);
  }

  /**
   * A directory that waits for an unknown fingerprint.
   *
   * @param patience how long each call waits
   */
  public SchemaDirectory(KafkaConnection connection, Duration patience) {
    this(connection, patience, LAST_PATIENCE);
  }

  /**
   * The same with another end.
   *
   * @param lastPatience how long all calls for a fingerprint wait together, at least
   */
  public SchemaDirectory(KafkaConnection connection, Duration patience, Duration lastPatience) {
    this.connection = connection;
    this.patience = patience;
    this.lastPatience = lastPatience;
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
          names.remove(entry.key());
          parse(entry)
              .filter(s -> name(fingerprint(s)).equals(entry.key()))
              .ifPresent(s -> names.add(entry.key()));
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
        new UngroupedConsumer<>(settings, new StringDeserializer());
    consumer.assign(List.of(PARTITION));
    consumer.seekToBeginning(List.of(PARTITION));
    return consumer;
  }

  /**
   * The schema of a fingerprint.
   *
   * @throws UnknownSchemaException if it has not been published within the patience, or the topic
   *     cannot be read: either way the record may be a good one
   * @throws SerializationException if the topic was read to its end and has not had it for two
   *     minutes. A writer publishes its schemas before its first record, so the record is a bad
   *     one, and must not stop its reader for ever
   */
  @Override
  public Schema findByFingerprint(long fingerprint) {
    Schema schema = known.get(fingerprint);
    if (schema != null) {
      return schema;
    }
    Missing before = missing.get(fingerprint);
    if (before == null || !isGivenUp(before)) {
      return await(fingerprint, patience);
    }
    if (since(before.lastNanos()).compareTo(PATIENCE) < 0) {
      throw givenUp(fingerprint);
    }
    return await(fingerprint, LOOK);
  }

  private Schema await(long fingerprint, Duration longest) {
    log.info(
        "schema_unknown fingerprint={} waiting_seconds={}", name(fingerprint), longest.toSeconds());
    long begun = System.nanoTime();
    boolean readToTheEnd = false;
    try (KafkaConsumer<String, String> consumer = reader(connection)) {
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      do {
        for (ConsumerRecord<String, String> entry : consumer.poll(POLL)) {
          parse(entry).ifPresent(s -> known.put(fingerprint(s), s));
        }
        Schema schema = known.get(fingerprint);
        if (schema != null) {
          missing.remove(fingerprint);
          return schema;
        }
        readToTheEnd |= consumer.position(PARTITION) >= end;
      } while (since(begun).compareTo(longest) < 0);
    } catch (KafkaException e) {
      pause(); // whoever asks will ask again
      throw new UnknownSchemaException(
          "cannot look up the schema with fingerprint " + name(fingerprint) + ": " + e, e);
    }
    if (!readToTheEnd) {
      throw new UnknownSchemaException(
          Topic.SCHEMAS.topicName()
              + ", which may have the schema with fingerprint "
              + name(fingerprint)
              + ", could not be read within "
              + longest.toSeconds()
              + " s");
    }
    Missing now =
        missing.merge(
            fingerprint,
            new Missing(begun, System.nanoTime()),
            (old, latest) -> new Missing(old.firstNanos(), latest.lastNanos()));
    if (isGivenUp(now)) {
      throw givenUp(fingerprint);
    }
    throw new UnknownSchemaException(
        "no schema with fingerprint "
            + name(fingerprint)
            + " in "
            + Topic.SCHEMAS.topicName()
            + " after "
            + longest.toSeconds()
            + " s; its writer publishes it at its start");
  }

  private boolean isGivenUp(Missing fingerprint) {
    return since(fingerprint.firstNanos()).compareTo(lastPatience) >= 0;
  }

  private SerializationException givenUp(long fingerprint) {
    return new SerializationException(
        "nobody has published a schema with fingerprint "
            + name(fingerprint)
            + " in "
            + Topic.SCHEMAS.topicName()
            + " within "
            + lastPatience.toSeconds()
            + " s");
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The schema of a record; empty if it has none. */
  private static Optional<Schema> parse(ConsumerRecord<String, String> entry) {
    if (entry.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Schema.Parser().parse(entry.value()));
    } catch (AvroRuntimeException e) {
      log.warn("schema_unreadable fingerprint={} error={}", entry.key(), e.toString());
      return Optional.empty();
    }
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  private static String name(long fingerprint) {
    return String.format("%016x", fingerprint);
  }
}
