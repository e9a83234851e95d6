package onestep.contract.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import onestep.contract.InvalidInputException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
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
  private static final String DELIVERY_LIMIT = "share.delivery.count.limit";
  private static final String BROKER_DELIVERY_LIMIT = "group.share.max.delivery.count.limit";
  private static final int WANTED_DELIVERY_LIMIT = 25;
  private static final Duration VISIBLE = Duration.ofSeconds(10);
  private static final Duration VISIBLE_POLL = Duration.ofMillis(50);
  private static final int DEFAULT_DELIVERY_LIMIT = 5;

  private Topics() {}

  /**
   * How topics are created.
   *
   * @param partitions partitions of every partitioned topic; existing topics keep theirs
   * @param replication replication factor; -1 for the brokers' default
   * @param taskLock how long a worker may hold a task without renewing it
   */
  public record Settings(int partitions, short replication, Duration taskLock) {
    /** Twelve partitions, the brokers' replication, 30 s. */
    public static final Settings CLUSTER = new Settings(12, (short) -1, Duration.ofSeconds(30));

    /** Four partitions, one replica, 30 s. */
    public static final Settings ONE_MACHINE = new Settings(4, (short) 1, Duration.ofSeconds(30));
  }

  /**
   * Creates what is missing and checks what exists.
   *
   * @throws InvalidInputException if an existing topic contradicts what the pipeline rests on
   */
  public static void ensure(KafkaConnection connection, Settings settings) {
    try (Admin admin = connection.admin()) {
      Map<Topic, TopicDescription> existing = existing(admin);
      int partitions = commonPartitions(existing, settings.partitions());
      create(admin, existing.keySet(), partitions, settings.replication());
      check(admin, existing.keySet());
      for (TaskQueue queue : TaskQueue.values()) {
        configureGroup(admin, queue.group(), settings);
      }
    }
    SchemaDirectory.publish(connection);
    log.info("topics_ready bootstrap={}", connection.bootstrapServers());
  }

  /** Deliveries after which the broker drops a task of a queue. */
  public static int deliveryLimit(Admin admin, TaskQueue queue) {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, queue.group());
    Config config = get(admin.describeConfigs(List.of(group)).all()).get(group);
    ConfigEntry entry = config == null ? null : config.get(DELIVERY_LIMIT);
    return entry == null || entry.value() == null
        ? DEFAULT_DELIVERY_LIMIT
        : Integer.parseInt(entry.value());
  }

  private static Map<Topic, TopicDescription> existing(Admin admin) {
    Map<Topic, TopicDescription> existing = new HashMap<>();
    Set<String> names = get(admin.listTopics().names());
    List<Topic> present =
        Arrays.stream(Topic.values()).filter(t -> names.contains(t.topicName())).toList();
    Map<String, TopicDescription> descriptions =
        get(admin.describeTopics(present.stream().map(Topic::topicName).toList()).allTopicNames());
    present.forEach(topic -> existing.put(topic, descriptions.get(topic.topicName())));
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
    admin
        .createTopics(missing)
        .values()
        .forEach(
            (name, created) -> {
              try {
                get(created);
                log.info("topic_created topic={}", name);
              } catch (TopicExistsException e) {
                log.debug("topic_created_elsewhere topic={}", name);
              }
            });
  }

  private static void check(Admin admin, Collection<Topic> existing) {
    Map<ConfigResource, Topic> resources = new HashMap<>();
    for (Topic topic : existing) {
      resources.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()), topic);
    }
    get(admin.describeConfigs(resources.keySet()).all())
        .forEach(
            (resource, config) ->
                resources
                    .get(resource)
                    .settings()
                    .forEach(
                        (key, wanted) -> {
                          String found = config.get(key).value();
                          if (!wanted.equals(found)) {
                            throw new InvalidInputException(
                                "topic "
                                    + resource.name()
                                    + " must have "
                                    + key
                                    + "="
                                    + wanted
                                    + ", has "
                                    + found
                                    + "; alter it with kafka-configs.sh");
                          }
                        }));
  }

  private static void configureGroup(Admin admin, String name, Settings settings) {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, name);
    Map<String, String> wanted = new HashMap<>();
    // Tasks queued before the first worker joins must not be lost, nor those of open transactions
    // seen.
    wanted.put("share.auto.offset.reset", "earliest");
    wanted.put("share.isolation.level", "read_committed");
    wanted.put("share.record.lock.duration.ms", Long.toString(settings.taskLock().toMillis()));
    // Closing a share session counts as a delivery: clusters that scale up and down need many.
    wanted.put(
        DELIVERY_LIMIT,
        Integer.toString(Math.min(WANTED_DELIVERY_LIMIT, brokerDeliveryLimit(admin))));
    List<AlterConfigOp> ops =
        wanted.entrySet().stream()
            .map(
                entry ->
                    new AlterConfigOp(
                        new ConfigEntry(entry.getKey(), entry.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    get(admin.incrementalAlterConfigs(Map.of(group, ops)).all());
    awaitVisible(admin, group, wanted);
  }

  /**
   * Brokers show an alteration a moment after they have accepted it; a worker that started in
   * between would take the default delivery limit for the real one.
   */
  private static void awaitVisible(Admin admin, ConfigResource group, Map<String, String> wanted) {
    long deadline = System.nanoTime() + VISIBLE.toNanos();
    while (!shows(get(admin.describeConfigs(List.of(group)).all()).get(group), wanted)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the settings of group " + group.name() + " are not visible after " + VISIBLE);
      }
      LockSupport.parkNanos(VISIBLE_POLL.toNanos());
    }
  }

  private static boolean shows(Config config, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            entry -> {
              ConfigEntry shown = config == null ? null : config.get(entry.getKey());
              return shown != null && entry.getValue().equals(shown.value());
            });
  }

  private static int brokerDeliveryLimit(Admin admin) {
    int limit = Integer.MAX_VALUE;
    for (Node node : get(admin.describeCluster().nodes())) {
      ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
      ConfigEntry entry =
          get(admin.describeConfigs(List.of(broker)).all()).get(broker).get(BROKER_DELIVERY_LIMIT);
      if (entry == null || entry.value() == null) {
        return DEFAULT_DELIVERY_LIMIT;
      }
      limit = Math.min(limit, Integer.parseInt(entry.value()));
    }
    return limit;
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("the cluster refused: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while preparing topics", e);
    }
  }
}
