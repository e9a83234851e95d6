package onestep.contract.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import onestep.contract.InvalidInputException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates and checks everything that the pipeline needs on a cluster, in one idempotent step:
 * topics, the settings of the workers' share groups, and the schemas.
 */
public final class Topics {

  private static final Logger log = LoggerFactory.getLogger(Topics.class);

  private Topics() {}

  /**
   * How topics are created.
   *
   * @param partitions partitions of every partitioned topic; existing topics keep theirs
   * @param replication replication factor; -1 for the brokers' default
   * @param taskLock how long a worker may hold a task without renewing it; null to leave it as it
   *     is, which is the brokers' default until somebody sets it
   */
  public record Settings(int partitions, short replication, Duration taskLock) {
    /**
     * A replication factor as a user gives it.
     *
     * @throws InvalidInputException naming {@code --replication-factor} if it is none
     */
    public static short replication(int factor) {
      if (factor != -1 && (factor < 1 || factor > Short.MAX_VALUE)) {
        throw new InvalidInputException(
            "--replication-factor must be at least 1, or -1 for the brokers' default, got "
                + factor);
      }
      return (short) factor;
    }

    /** Twelve partitions, the brokers' replication and lock. */
    public static final Settings CLUSTER = new Settings(12, (short) -1, null);

    /** Four partitions, one replica, the broker's lock. */
    public static final Settings ONE_MACHINE = new Settings(4, (short) 1, null);
  }

  /**
   * Creates what is missing and checks what exists; where all is there, reading is enough.
   *
   * @throws InvalidInputException if an existing topic contradicts what the pipeline rests on, or
   *     something is missing that this principal may not create
   * @throws AuthorizationException if this principal may not even look
   */
  public static void ensure(KafkaConnection connection, Settings settings) {
    try (Admin admin = connection.admin()) {
      Map<Topic, TopicDescription> existing = existing(admin);
      int partitions = commonPartitions(existing, settings.partitions());
      create(admin, existing.keySet(), partitions, settings.replication());
      existing.keySet().forEach(topic -> check(admin, topic));
      for (TaskQueue queue : TaskQueue.values()) {
        ShareGroups.ensure(admin, queue, settings.taskLock());
      }
    }
    SchemaDirectory.publish(connection);
    log.info("topics_ready bootstrap={}", connection.bootstrapServers());
  }

  private static Map<Topic, TopicDescription> existing(Admin admin) {
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin
            .describeTopics(Arrays.stream(Topic.values()).map(Topic::topicName).toList())
            .topicNameValues();
    Map<Topic, TopicDescription> existing = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      try {
        existing.put(topic, Answers.get(answers.get(topic.topicName())));
      } catch (UnknownTopicOrPartitionException e) {
        log.debug("topic_missing topic={}", topic.topicName());
      }
    }
    return existing;
  }

  /**
   * Keyed topics are joined by partition, so all of them must have the number that the first ones
   * were made with.
   */
  private static int commonPartitions(Map<Topic, TopicDescription> existing, int wanted) {
    int common = 0;
    Topic first = null;
    for (Map.Entry<Topic, TopicDescription> entry : existing.entrySet()) {
      Topic topic = entry.getKey();
      int found = entry.getValue().partitions().size();
      boolean single = topic.partitions(2) == 1;
      if (single && found != 1) {
        throw new InvalidInputException(
            "topic "
                + topic.topicName()
                + " must have 1 partition, has "
                + found
                + "; recreate it");
      }
      if (!single && !TaskQueue.has(topic)) {
        if (first != null && found != common) {
          throw new InvalidInputException(
              "topics must have equally many partitions, but "
                  + first.topicName()
                  + " has "
                  + common
                  + " and "
                  + topic.topicName()
                  + " has "
                  + found
                  + "; recreate one of them");
        }
        first = topic;
        common = found;
      }
    }
    return first == null ? wanted : common;
  }

  private static void create(
      Admin admin, Collection<Topic> existing, int partitions, short replication) {
    List<NewTopic> missing = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      if (!existing.contains(topic)) {
        missing.add(
            new NewTopic(topic.topicName(), topic.partitions(partitions), replication)
                .configs(topic.settings()));
      }
    }
    admin.createTopics(missing).values().forEach(Topics::awaitCreated);
  }

  private static void awaitCreated(String topic, KafkaFuture<Void> created) {
    try {
      Answers.get(created);
      log.info("topic_created topic={}", topic);
    } catch (TopicExistsException e) {
      log.debug("topic_created_elsewhere topic={}", topic);
    } catch (AuthorizationException e) {
      throw new InvalidInputException(
          "topic "
              + topic
              + " is missing, and this principal may not CREATE it; onestep setup does it, with the"
              + " rights that onestep acls setup prints",
          e);
    }
  }

  private static void check(Admin admin, Topic topic) {
    Config found =
        Answers.settings(admin, new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()));
    topic
        .settings()
        .forEach(
            (key, wanted) -> {
              String value = found.get(key).value();
              if (!wanted.equals(value)) {
                throw new InvalidInputException(
                    "topic "
                        + topic.topicName()
                        + " must have "
                        + key
                        + "="
                        + wanted
                        + ", has "
                        + value
                        + "; alter it with kafka-configs.sh");
              }
            });
  }
}
