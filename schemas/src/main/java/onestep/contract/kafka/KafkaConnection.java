package onestep.contract.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import onestep.contract.InvalidInputException;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How to reach a Kafka cluster. Every client of the pipeline is made here, so that all of them
 * share its settings.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param properties further client properties, such as security settings; never printed
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {

  private static final String ENVIRONMENT_PREFIX = "ONESTEP_KAFKA_";
  private static final String ENVIRONMENT_FILE = "ONESTEP_KAFKA_CONFIG";

  /** Copies the properties. */
  public KafkaConnection {
    properties = Map.copyOf(properties);
  }

  /** A connection without further properties. */
  public static KafkaConnection to(String bootstrapServers) {
    return new KafkaConnection(bootstrapServers, Map.of());
  }

  /**
   * A connection with the client properties of a file.
   *
   * @param file a Java properties file, or null for none
   * @throws InvalidInputException if the file cannot be read
   */
  public static KafkaConnection of(String bootstrapServers, Path file) {
    if (file == null) {
      return to(bootstrapServers);
    }
    Properties loaded = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      loaded.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "--kafka-config: cannot read "
              + file
              + ": "
              + e.getMessage()
              + "; give a properties file",
          e);
    }
    Map<String, String> properties = new HashMap<>();
    loaded.stringPropertyNames().forEach(name -> properties.put(name, loaded.getProperty(name)));
    return new KafkaConnection(bootstrapServers, properties);
  }

  /**
   * The connection with the client properties of an environment on top: {@code
   * ONESTEP_KAFKA_SASL_MECHANISM} is {@code sasl.mechanism}. {@code ONESTEP_KAFKA_CONFIG} names a
   * file and is none.
   */
  public KafkaConnection withEnvironment(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(properties);
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(ENVIRONMENT_PREFIX) && !variable.equals(ENVIRONMENT_FILE)) {
            String name = variable.substring(ENVIRONMENT_PREFIX.length());
            all.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return new KafkaConnection(bootstrapServers, all);
  }

  /** The properties of a client, with the given ones of its role on top. */
  public Map<String, Object> with(Map<String, ?> role) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    all.putAll(role);
    return all;
  }

  /** An admin client. */
  public Admin admin() {
    return Admin.create(with(Map.of()));
  }

  /**
   * An idempotent producer of records, partitioned by {@link CellPartitioner}, with the given
   * settings on top.
   */
  public <T extends SpecificRecord> KafkaProducer<String, T> producer(Map<String, ?> role) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, CellPartitioner.class.getName());
    settings.putAll(role);
    return new KafkaProducer<>(with(settings), new StringSerializer(), new AvroSerializer<T>());
  }

  /**
   * A consumer of committed records of one type, from the earliest offset, in no group.
   *
   * @param schemas one for all consumers of a reader: it knows for how long a schema is missing
   */
  public <T extends SpecificRecord> KafkaConsumer<String, T> consumer(
      Class<T> type, SchemaStore schemas, Map<String, ?> role) {
    return new UngroupedConsumer<>(consumerSettings(role), new AvroDeserializer<>(type, schemas));
  }

  /** The same, of records that are not decoded. */
  public KafkaConsumer<String, byte[]> rawConsumer(Map<String, ?> role) {
    return new UngroupedConsumer<>(consumerSettings(role), new ByteArrayDeserializer());
  }

  private Map<String, Object> consumerSettings(Map<String, ?> role) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // A question about a topic that does not exist must not create it with the brokers' settings.
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.putAll(role);
    return with(settings);
  }

  /** Where schemas of unknown fingerprints are looked up. */
  public SchemaDirectory schemas() {
    return new SchemaDirectory(this);
  }

  /**
   * Asks the cluster who it is.
   *
   * @throws InvalidInputException if it does not answer in time, naming the address, or a client
   *     property is not right
   */
  public void check(Duration patience) {
    Map<String, Object> settings =
        with(
            Map.of(
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis(),
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis()));
    try (Admin admin = create(settings)) {
      admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      if (e.getCause() instanceof AuthenticationException refused) {
        throw new InvalidInputException(
            "--kafka-config: "
                + bootstrapServers
                + " refused the credentials: "
                + Secrets.hide(refused.getMessage(), properties)
                + "; check the security settings",
            e);
      }
      throw new InvalidInputException(
          "--bootstrap-servers: no Kafka broker answers at "
              + bootstrapServers
              + " within "
              + patience.toSeconds()
              + " s; check the address, the network and the security settings",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting to " + bootstrapServers, e);
    }
  }

  /** An admin client, unless a setting is not right. */
  private Admin create(Map<String, Object> settings) {
    try {
      return Admin.create(settings);
    } catch (KafkaException e) {
      Throwable reason = e;
      while (!(reason instanceof ConfigException) && reason.getCause() != null) {
        reason = reason.getCause();
      }
      // Without its cause, which may quote a secret.
      throw new InvalidInputException(
          "--kafka-config or ONESTEP_KAFKA_...: "
              + Secrets.hide(String.valueOf(reason.getMessage()), properties));
    }
  }

  /** Names the servers and hides every property's value. */
  @Override
  public String toString() {
    return "KafkaConnection["
        + bootstrapServers
        + ", "
        + properties.size()
        + " properties [hidden]]";
  }
}
