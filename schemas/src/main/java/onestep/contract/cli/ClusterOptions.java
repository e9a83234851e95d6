package onestep.contract.cli;

import java.nio.file.Path;
import java.time.Duration;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Refusals;
import onestep.contract.kafka.Role;
import picocli.CommandLine.Option;

/** Options that name a Kafka cluster. */
public final class ClusterOptions {

  /** How long a cluster may take to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT[,...]",
      defaultValue = "${env:ONESTEP_BOOTSTRAP_SERVERS:-localhost:9092}",
      description =
          "Kafka brokers to start from (default: ONESTEP_BOOTSTRAP_SERVERS, or localhost:9092).")
  private String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      defaultValue = "${env:ONESTEP_KAFKA_CONFIG}",
      description =
          "Properties of the Kafka clients, such as security settings (default:"
              + " ONESTEP_KAFKA_CONFIG). ONESTEP_KAFKA_SECURITY_PROTOCOL=SSL in the environment is"
              + " security.protocol=SSL, and so on; the environment wins.")
  private Path kafkaConfig;

  /**
   * How to reach the cluster, which has answered and gives a role its rights.
   *
   * @throws InvalidInputException if it does not answer, or the file cannot be read
   * @throws org.apache.kafka.common.errors.AuthorizationException if a right is missing
   */
  public KafkaConnection connect(Role role) {
    KafkaConnection connection = connection();
    check(connection, role);
    return connection;
  }

  /**
   * Checks that a cluster answers and gives a role its rights, as far as topics go.
   *
   * @throws InvalidInputException if it does not answer
   * @throws org.apache.kafka.common.errors.AuthorizationException if a right is missing
   */
  public static void check(KafkaConnection connection, Role role) {
    connection.check(PATIENCE);
    Refusals.check(connection, role);
  }

  /**
   * How to reach the cluster, which has not been asked.
   *
   * @throws InvalidInputException if the file cannot be read
   */
  public KafkaConnection connection() {
    return KafkaConnection.of(bootstrapServers, kafkaConfig).withEnvironment(System.getenv());
  }
}
