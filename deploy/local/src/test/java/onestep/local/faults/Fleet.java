package onestep.local.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.topology.AggregatorTopology;
import onestep.contract.DaemonThreads;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Names;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import onestep.local.ClusterNode;
import onestep.local.Ports;
import onestep.local.Program;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers, aggregators and workers, each a process that is started again when it ends, as a
 * node or a kubelet would. All clients reach a broker through its {@link Proxy}; brokers reach each
 * other, and the test reaches them, directly.
 */
final class Fleet implements AutoCloseable {

  /** Shortest lock of a task: a worker that is frozen for longer loses what it holds. */
  static final Duration LOCK = Duration.ofSeconds(2);

  private static final int BROKERS = 3;
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long TEND_MILLIS = 200;

  /** The code of brokers and aggregators is not worth the second compiler; it starts sooner so. */
  private static final Map<String, String> QUICK_START =
      Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

  private final Path directory;
  private final List<Proxy> proxies = new ArrayList<>();
  private final List<Member> brokers = new CopyOnWriteArrayList<>();
  private final List<Member> aggregators = new CopyOnWriteArrayList<>();
  private final List<Member> workers = new CopyOnWriteArrayList<>();
  private final SmallDisk disk;
  private final ScheduledExecutorService supervisor =
      Executors.newSingleThreadScheduledExecutor(task -> DaemonThreads.of("supervisor", task));
  private final AtomicInteger launches = new AtomicInteger();
  private KafkaConnection direct;

  private Fleet(Path directory) {
    this.directory = directory;
    this.disk = SmallDisk.mount();
  }

  /** Starts brokers, makes the topics, and starts as many of the others. */
  static Fleet start(Path directory, int aggregators, int workers) throws Exception {
    Files.createDirectories(directory);
    Fleet fleet = new Fleet(directory);
    try {
      fleet.startBrokers();
      Topics.ensure(fleet.direct, new Topics.Settings(PARTITIONS, (short) BROKERS, LOCK));
      fleet.scaleAggregators(aggregators);
      fleet.scaleWorkers(workers);
      return fleet;
    } catch (Exception | Error e) {
      fleet.close();
      throw e;
    }
  }

  private void startBrokers() throws Exception {
    List<Integer> ports = Ports.free(3 * BROKERS);
    List<Integer> controllers = ports.subList(2 * BROKERS, 3 * BROKERS);
    String cluster = Uuid.randomUuid().toString();
    for (int i = 0; i < BROKERS; i++) {
      Proxy proxy = Proxy.to(ports.get(i));
      proxies.add(proxy);
      String name = "broker-" + (i + 1);
      Path settings =
          write(
              name,
              brokerSettings(
                  i + 1, ports.get(i), proxy.port(), ports.get(BROKERS + i), controllers));
      brokers.add(
          new Member(
              name,
              start ->
                  Program.Launch.ONESTEP
                      .with(ClusterNode.class)
                      .withHeap("384m")
                      .withEnvironment(QUICK_START)
                      .start(
                          directory,
                          name + "-" + start,
                          directory.resolve(name).toString(),
                          cluster,
                          settings.toString())));
    }
    var unused =
        supervisor.scheduleWithFixedDelay(this::tend, 0, TEND_MILLIS, TimeUnit.MILLISECONDS);
    direct = KafkaConnection.to(addresses(ports.subList(BROKERS, 2 * BROKERS)));
    try (Admin admin = direct.admin()) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> admin.describeCluster().nodes().get().size() == BROKERS);
    }
  }

  private static Map<String, String> brokerSettings(
      int node, int port, int advertised, int directPort, List<Integer> controllers) {
    return Map.ofEntries(
        Map.entry("node.id", Integer.toString(node)),
        Map.entry(
            "listeners",
            "PLAINTEXT://127.0.0.1:%d,DIRECT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                .formatted(port, directPort, controllers.get(node - 1))),
        Map.entry(
            "advertised.listeners",
            "PLAINTEXT://127.0.0.1:%d,DIRECT://127.0.0.1:%d".formatted(advertised, directPort)),
        Map.entry(
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        Map.entry("inter.broker.listener.name", "DIRECT"),
        Map.entry(
            "controller.quorum.voters",
            "1@127.0.0.1:%d,2@127.0.0.1:%d,3@127.0.0.1:%d".formatted(controllers.toArray())),
        Map.entry("default.replication.factor", "3"),
        Map.entry("min.insync.replicas", "2"),
        Map.entry("offsets.topic.replication.factor", "3"),
        Map.entry("transaction.state.log.replication.factor", "3"),
        Map.entry("transaction.state.log.min.isr", "2"),
        Map.entry("share.coordinator.state.topic.replication.factor", "3"),
        Map.entry("share.coordinator.state.topic.min.isr", "2"),
        Map.entry("group.share.min.record.lock.duration.ms", Long.toString(LOCK.toMillis())));
  }

  private Path write(String name, Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    Path file = directory.resolve(name + ".properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    return file;
  }

  private static String addresses(List<Integer> ports) {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  private void tend() {
    for (List<Member> members : List.of(brokers, aggregators, workers)) {
      members.forEach(Member::tend);
    }
  }

  /** Around the proxies: for whoever watches. */
  KafkaConnection direct() {
    return direct;
  }

  /** Through the proxies. */
  KafkaConnection proxied() {
    return KafkaConnection.to(addresses(proxies.stream().map(Proxy::port).toList()));
  }

  List<Proxy> proxies() {
    return Collections.unmodifiableList(proxies);
  }

  List<Member> brokers() {
    return Collections.unmodifiableList(brokers);
  }

  List<Member> aggregators() {
    return Collections.unmodifiableList(aggregators);
  }

  List<Member> workers() {
    return Collections.unmodifiableList(workers);
  }

  /** How often processes have ended although nobody ended them. */
  int endsByThemselves() {
    return Stream.of(brokers, aggregators, workers)
        .flatMap(List::stream)
        .mapToInt(Member::endsByItself)
        .sum();
  }

  /** Where the first aggregator keeps its state. */
  SmallDisk disk() {
    return disk;
  }

  /** Adds aggregators, or asks the last ones to end, until there are so many that have a share. */
  void scaleAggregators(int count) throws InterruptedException {
    scale(aggregators, count, number -> aggregator(number, false));
    awaitAggregators();
  }

  /** Ends all aggregators and starts one that forgets what they knew and counts the log anew. */
  void rebuild() throws InterruptedException {
    scale(aggregators, 0, number -> aggregator(number, false));
    scale(aggregators, 1, number -> aggregator(number, true));
    awaitAggregators();
  }

  /** Restarts everything, one by one; nobody is told to end before the last one is back. */
  void roll() throws Exception {
    for (List<Member> members : List.of(brokers, aggregators, workers)) {
      for (Member member : members) {
        member.stop();
        member.release();
        if (members == brokers) {
          awaitReplicas();
        } else if (members == aggregators) {
          awaitAggregators();
        }
      }
    }
  }

  /** Waits until every aggregator there is, and no other, has its share of the partitions. */
  private void awaitAggregators() {
    if (aggregators.isEmpty()) {
      return;
    }
    String group = Names.STREAMS + AggregatorTopology.STATE_VERSION;
    try (Admin admin = direct.admin()) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  admin
                      .describeConsumerGroups(List.of(group))
                      .all()
                      .get()
                      .get(group)
                      .members()
                      .stream()
                      .filter(member -> !member.assignment().topicPartitions().isEmpty())
                      .map(member -> member.groupInstanceId().orElseThrow())
                      .map(id -> id.substring(0, id.lastIndexOf('-'))) // the thread's number
                      .collect(Collectors.toSet())
                      .equals(aggregators.stream().map(Member::name).collect(Collectors.toSet())));
    }
  }

  /** Waits until every broker has every partition. */
  private void awaitReplicas() {
    List<String> topics = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
    try (Admin admin = direct.admin()) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  admin.describeTopics(topics).allTopicNames().get().values().stream()
                      .flatMap(topic -> topic.partitions().stream())
                      .allMatch(partition -> partition.isr().size() == BROKERS));
    }
  }

  /** The same with workers. */
  void scaleWorkers(int count) throws InterruptedException {
    scale(workers, count, this::worker);
  }

  private interface Maker {
    Member make(int number);
  }

  private static void scale(List<Member> members, int count, Maker maker)
      throws InterruptedException {
    while (members.size() < count) {
      members.add(maker.make(members.size() + 1));
    }
    while (members.size() > count) {
      Member last = members.remove(members.size() - 1);
      last.stop();
      last.close();
    }
  }

  /**
   * The first keeps its state on the small disk, the others in memory.
   *
   * @param rebuild whether it counts the log anew at its first start
   */
  private Member aggregator(int number, boolean rebuild) {
    String name = "aggregator-" + number;
    Path state = (number == 1 ? disk.directory() : directory).resolve(name);
    return new Member(
        name,
        start -> {
          List<String> options = new ArrayList<>();
          options.addAll(List.of("--instance-id", name, "--state-dir", state.toString()));
          options.addAll(List.of("--state-store", number == 1 ? "rocksdb" : "memory"));
          options.addAll(List.of("--web-address", "127.0.0.1:0"));
          if (rebuild && start == 0) {
            options.add("--rebuild");
          }
          return start(
              Program.Launch.ONESTEP.withEnvironment(QUICK_START), name, "aggregator", options);
        });
  }

  private Member worker(int number) {
    String name = "worker-" + number;
    return new Member(
        name,
        start ->
            start(
                Program.Launch.ONESTEP,
                name,
                "worker",
                List.of(
                    "--slots", "1", "--task-lock", LOCK.toString(), "--name", name + "-" + start)));
  }

  private Program start(Program.Launch launch, String name, String command, List<String> options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(command, "--bootstrap-servers", proxied().bootstrapServers()));
    arguments.addAll(options);
    return launch
        .withHeap("256m")
        .start(
            directory, name + "-" + launches.getAndIncrement(), arguments.toArray(String[]::new));
  }

  @Override
  public void close() {
    supervisor.shutdownNow();
    for (List<Member> members : List.of(workers, aggregators, brokers)) {
      members.forEach(Member::close);
    }
    proxies.forEach(Proxy::close);
    disk.close();
  }
}
