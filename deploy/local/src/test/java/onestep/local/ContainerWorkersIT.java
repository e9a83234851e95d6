package onestep.local;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import onestep.contract.kafka.KafkaConnection;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Worker processes on Kafka's own image, where a Docker engine answers; {@code
 * -Donestep.kafka.image} names another image.
 */
class ContainerWorkersIT extends WorkersContract {

  private static final String IMAGE =
      System.getProperty("onestep.kafka.image", "apache/kafka:4.3.1");

  private KafkaContainer container;

  @BeforeAll
  static void requireDocker() {
    assumeThat(DockerClientFactory.instance().isDockerAvailable())
        .as("a Docker engine that answers")
        .isTrue();
  }

  @Override
  KafkaConnection startCluster(Path directory) {
    container =
        new KafkaContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("apache/kafka"))
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
            .withEnv("KAFKA_GROUP_SHARE_MAX_DELIVERY_COUNT_LIMIT", "25")
            .withEnv(
                "KAFKA_GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS", Long.toString(LOCK.toMillis()));
    container.start();
    return KafkaConnection.to(container.getBootstrapServers());
  }

  @Override
  void stopCluster() {
    if (container != null) {
      container.stop();
    }
  }
}
