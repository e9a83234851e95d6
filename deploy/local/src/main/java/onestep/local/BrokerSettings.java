package onestep.local;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of the {@link EmbeddedBroker}: one node, small buffers, short timeouts. */
final class BrokerSettings {

  /** The id of the only node. */
  static final int NODE = 1;

  private BrokerSettings() {}

  /**
   * All settings.
   *
   * @param directory where it keeps its log
   * @param port port of clients
   * @param controllerPort port of the controller
   */
  static Properties of(Path directory, int port, int controllerPort) {
    Properties settings = new Properties();
    identity(settings, directory, port, controllerPort);
    oneReplica(settings);
    quickReturn(settings);
    quickGroups(settings);
    small(settings);
    return settings;
  }

  private static void identity(Properties settings, Path directory, int port, int controllerPort) {
    String client = "PLAINTEXT://127.0.0.1:" + port;
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("listeners", client + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", client);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    // A static quorum is named in the settings rather than in the log: ports may change between
    // starts.
    settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
  }

  private static void oneReplica(Properties settings) {
    settings.put("default.replication.factor", "1");
    for (String topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", "4");
    }
    settings.put("controller.quorum.append.linger.ms", "0"); // there is no other to wait for
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
  }

  /** After a kill, nobody waits long for those who are gone. */
  private static void quickReturn(Properties settings) {
    settings.put("broker.session.timeout.ms", "2000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    settings.put("num.recovery.threads.per.data.dir", "4");
    // A run may be continued after weeks: groups keep their place.
    settings.put("offsets.retention.minutes", Integer.toString(10 * 365 * 24 * 60));
  }

  /** Joining a group is a matter of milliseconds, not of the seconds that suit a fleet. */
  private static void quickGroups(Properties settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    settings.put("group.streams.initial.rebalance.delay.ms", "0");
    for (String kind : new String[] {"share", "streams", "consumer"}) {
      String group = "group." + kind + ".";
      settings.put(group + "min.heartbeat.interval.ms", "200");
      settings.put(group + "heartbeat.interval.ms", "500");
      settings.put(group + "min.session.timeout.ms", "1000");
      settings.put(group + "session.timeout.ms", "6000");
      settings.put(group + "assignment.interval.ms", "0");
    }
    settings.put("group.share.initialize.retry.interval.ms", "1000");
    // Closing a share session counts as a delivery of what it held.
    settings.put("group.share.max.delivery.count.limit", "25");
    settings.put("group.share.delivery.count.limit", "10");
    settings.put("group.share.max.size", "1000");
  }

  private static void small(Properties settings) {
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "4");
    settings.put("group.coordinator.threads", "2");
  }
}
