package onestep.contract.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import onestep.contract.InvalidInputException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings of the workers' share groups, which exist before the groups do. */
public final class ShareGroups {

  private static final Logger log = LoggerFactory.getLogger(ShareGroups.class);
  private static final String DELIVERY_LIMIT = "share.delivery.count.limit";
  private static final String BROKER_DELIVERY_LIMIT = "group.share.max.delivery.count.limit";
  private static final int WANTED_DELIVERY_LIMIT = 25;
  private static final int DEFAULT_DELIVERY_LIMIT = 5;
  private static final Duration VISIBLE = Duration.ofSeconds(10);
  private static final Duration VISIBLE_POLL = Duration.ofMillis(10);

  private ShareGroups() {}

  /** Deliveries after which the broker drops a task of a queue. */
  public static int deliveryLimit(Admin admin, TaskQueue queue) {
    String limit = value(Answers.settings(admin, resource(queue)), DELIVERY_LIMIT);
    return limit == null ? DEFAULT_DELIVERY_LIMIT : Integer.parseInt(limit);
  }

  /**
   * Sets what is not set as the pipeline needs it. Where all is, describing is enough.
   *
   * @param taskLock how long a task may be held without renewing it; null for whatever is set
   * @throws InvalidInputException if a setting must be altered and this principal may not
   */
  static void ensure(Admin admin, TaskQueue queue, Duration taskLock) {
    ConfigResource group = resource(queue);
    Config found = Answers.settings(admin, group);
    try {
      Map<String, String> wanted = wanted(taskLock);
      if (!isSet(found, DELIVERY_LIMIT)) {
        wanted.put(
            DELIVERY_LIMIT,
            Integer.toString(Math.min(WANTED_DELIVERY_LIMIT, brokerDeliveryLimit(admin))));
      }
      wanted.entrySet().removeIf(entry -> entry.getValue().equals(value(found, entry.getKey())));
      if (!wanted.isEmpty()) {
        alter(admin, group, wanted);
        awaitVisible(admin, group, wanted);
        log.info("group_configured group={} settings={}", group.name(), wanted);
      }
    } catch (AuthorizationException e) {
      throw new InvalidInputException(
          "share group "
              + group.name()
              + " is not set up as needed, and "
              + e.getMessage()
              + "; onestep setup does it, with the rights that onestep acls setup prints",
          e);
    }
  }

  private static Map<String, String> wanted(Duration taskLock) {
    Map<String, String> wanted = new LinkedHashMap<>();
    // Tasks queued before the first worker joins must not be lost, nor those of open transactions
    // seen.
    wanted.put("share.auto.offset.reset", "earliest");
    wanted.put("share.isolation.level", "read_committed");
    if (taskLock != null) {
      wanted.put("share.record.lock.duration.ms", Long.toString(taskLock.toMillis()));
    }
    return wanted;
  }

  /** Closing a share session counts as a delivery: clusters that scale up and down need many. */
  private static int brokerDeliveryLimit(Admin admin) {
    int limit = Integer.MAX_VALUE;
    for (Node node : Answers.get(admin.describeCluster().nodes())) {
      ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
      String value = value(Answers.settings(admin, broker), BROKER_DELIVERY_LIMIT);
      if (value == null) {
        return DEFAULT_DELIVERY_LIMIT;
      }
      limit = Math.min(limit, Integer.parseInt(value));
    }
    return limit;
  }

  private static void alter(Admin admin, ConfigResource group, Map<String, String> wanted) {
    List<AlterConfigOp> ops =
        wanted.entrySet().stream()
            .map(
                entry ->
                    new AlterConfigOp(
                        new ConfigEntry(entry.getKey(), entry.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    try {
      Answers.get(admin.incrementalAlterConfigs(Map.of(group, ops)).all());
    } catch (AuthorizationException e) {
      throw new AuthorizationException(
          "this principal may not ALTER_CONFIGS group " + group.name(), e);
    }
  }

  /**
   * Brokers show an alteration a moment after they have accepted it; a worker that started in
   * between would take the default delivery limit for the real one.
   */
  private static void awaitVisible(Admin admin, ConfigResource group, Map<String, String> wanted) {
    long deadline = System.nanoTime() + VISIBLE.toNanos();
    while (!shows(Answers.settings(admin, group), wanted)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the settings of group " + group.name() + " are not visible after " + VISIBLE);
      }
      LockSupport.parkNanos(VISIBLE_POLL.toNanos());
    }
  }

  private static boolean shows(Config config, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(entry -> entry.getValue().equals(value(config, entry.getKey())));
  }

  /** Whether a setting is the group's own rather than the brokers' default. */
  private static boolean isSet(Config config, String key) {
    ConfigEntry entry = config.get(key);
    return entry != null && entry.source() == ConfigEntry.ConfigSource.DYNAMIC_GROUP_CONFIG;
  }

  private static String value(Config config, String key) {
    ConfigEntry entry = config.get(key);
    return entry == null ? null : entry.value();
  }

  private static ConfigResource resource(TaskQueue queue) {
    return new ConfigResource(ConfigResource.Type.GROUP, queue.group());
  }
}
