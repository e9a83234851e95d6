package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.contract.kafka.Names;
import onestep.contract.kafka.Role;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Topic;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS, SCRAM and the authorizer: each role with a principal of its own and exactly its ACLs. */
@Timeout(240)
class SecurityIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The emulated driver that the worker's tests have compiled, if they have. */
  private static final Path DRIVER =
      Path.of("..", "..", "worker", "target", "cuda").toAbsolutePath().normalize();

  private static final boolean HAS_DRIVER = Files.exists(DRIVER.resolve("libcuda.so.1"));
  private static final Map<String, String> WITH_DRIVER =
      Map.of("LD_LIBRARY_PATH", DRIVER.toString());

  /** A part of every password, of the users and of the broker's key. */
  private static final String SECRET = "hunter2";

  @TempDir private Path directory;

  private final Map<Role, Path> properties = new EnumMap<>(Role.class);
  private final List<Program> programs = new ArrayList<>();
  private SecureCluster cluster;
  private StringBuilder told;

  @BeforeEach
  void start() throws Exception {
    if (!HAS_DRIVER) {
      System.out.println("skipped: rights of workers with a device, without a driver in " + DRIVER);
    }
    RecordingAuthorizer.drain();
    told = new StringBuilder();
    cluster = SecureCluster.start(directory, "key-" + SECRET);
    for (Role role : Role.values()) {
      cluster.addUser(user(role), password(role));
      Map<String, String> all = new HashMap<>(cluster.properties());
      all.put("sasl.jaas.config", SecureCluster.login(user(role), password(role)));
      properties.put(role, cluster.write(user(role), all));
      cluster.grant(role.acls(principal(role)));
    }
  }

  @AfterEach
  void stop() {
    programs.forEach(Program::close);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void shouldWorkWithExactlyTheRightsOfEachRole() throws Exception {
    workEndToEnd();

    List<RecordingAuthorizer.Decision> decisions = RecordingAuthorizer.drain();
    assertThat(decisions)
        .filteredOn(decision -> !decision.allowed())
        .as("nothing that is done is refused")
        .isEmpty();
    assertThat(unneeded(decisions))
        .as("rights without which everything would have worked")
        .isEmpty();
    assertThat(logs()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void shouldNeverPrintASecret() throws Exception {
    Path noLogin = cluster.write("no-login", cluster.properties());
    String right = SecureCluster.login(user(Role.VIEWER), password(Role.VIEWER));
    String wrong = SecureCluster.login(user(Role.VIEWER), "wrong-" + SECRET);
    String here = cluster.bootstrapServers();
    String nowhere = "127.0.0.1:" + Ports.free(1).get(0);

    Program unheard = list("nowhere", noLogin, right, nowhere); // which is tried for ten seconds
    succeed(Role.SETUP, "setup", "--partitions", "2", "--replication-factor", "1");
    Program listed = list("right", noLogin, right, here);
    Program refused = list("wrong", noLogin, wrong, here);
    Program malformed = list("malformed", noLogin, right.replace("password=", ""), here);

    assertThat(listed.await(PATIENCE)).as(listed.output()).isZero();
    assertThat(listed.output()).contains("sasl.jaas.config = [hidden]");
    assertThat(refused.await(PATIENCE)).isEqualTo(2);
    assertThat(refused.output()).contains("refused the credentials");
    assertThat(unheard.await(PATIENCE)).isEqualTo(2);
    assertThat(unheard.output()).contains("no Kafka broker answers at " + nowhere);
    assertThat(malformed.await(PATIENCE)).isEqualTo(2);
    assertThat(malformed.output()).contains("sasl.jaas.config is not right");
    assertThat(logs()).hasSizeGreaterThanOrEqualTo(4);
  }

  /** Lists the sweeps, with the login in the environment, telling all it does. */
  private Program list(String name, Path properties, String login, String address) {
    Program program =
        Program.Launch.ONESTEP
            .withEnvironment(talkative("DEBUG", Map.of("ONESTEP_KAFKA_SASL_JAAS_CONFIG", login)))
            .start(
                directory,
                name,
                "list",
                "--bootstrap-servers",
                address,
                "--kafka-config",
                properties.toString());
    programs.add(program);
    return program;
  }

  @Test
  void shouldSayWhatToDoOnAClusterThatIsNotSetUp() {
    Outcome outcome = run(Role.WORKER, "worker", "--slots", "1");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.error())
        .hasLineCount(1)
        .startsWith("onestep: topic onestep.")
        .contains("is missing", "may not CREATE it", "onestep setup");
  }

  @Test
  void shouldNameEachRightThatIsMissing() throws Exception {
    succeed(Role.SETUP, "setup", "--partitions", "2", "--replication-factor", "1");
    succeed(Role.PRODUCER, "submit", sweep("small", 20));

    SoftAssertions softly = new SoftAssertions();
    // Before its internal topics are there, the aggregator needs the right to create them.
    attemptWithout(
        Role.AGGREGATOR, acl(Role.AGGREGATOR, Names.STREAMS, AclOperation.CREATE), softly);
    for (Role role : Role.values()) {
      for (AclBinding acl : role.acls(principal(role))) {
        if (HAS_DRIVER || !isOfDevices(acl)) {
          attemptWithout(role, acl, softly);
        }
      }
      succeed(Role.SETUP, "setup");
    }
    softly.assertAll();
  }

  private static AclBinding acl(Role role, String name, AclOperation operation) {
    return role.acls(principal(role)).stream()
        .filter(
            acl ->
                acl.pattern().name().equals(name)
                    && acl.pattern().resourceType() == ResourceType.TOPIC
                    && acl.entry().operation() == operation)
        .findFirst()
        .orElseThrow();
  }

  private void attemptWithout(Role role, AclBinding acl, SoftAssertions softly) throws Exception {
    cluster.revoke(acl);
    Outcome outcome = isOfDevices(acl) ? attemptOnADevice() : attempt(role);
    cluster.grant(List.of(acl));

    softly
        .assertThat(outcome.error())
        .as("%s", acl)
        .hasLineCount(1)
        .startsWith("onestep: ")
        .contains(acl.pattern().name().replace(Resource.CLUSTER_NAME, "the cluster"))
        .contains("onestep acls " + role.argument());
    if (acl.pattern().resourceType() == ResourceType.TOPIC
        && acl.entry().operation() != AclOperation.CREATE) {
      softly.assertThat(outcome.error()).contains(acl.entry().operation().name());
    }
    softly.assertThat(outcome.exitCode()).as("%s", acl).isEqualTo(2);
  }

  /** Does what shows whether a role has its rights. */
  private Outcome attempt(Role role) throws Exception {
    return switch (role) {
      case SETUP -> {
        forgetTheDeliveryLimit();
        yield run(role, "setup");
      }
      case PRODUCER -> run(role, "submit", sweep("small", 20));
      case WORKER -> run(role, "worker", "--slots", "1");
      case AGGREGATOR ->
          run(role, "aggregator", "--web-address", "127.0.0.1:0", "--replication-factor", "1");
      case VIEWER -> run(role, "status", "small");
    };
  }

  /** A worker with a device, in a process of its own: the driver is loaded once. */
  private Outcome attemptOnADevice() throws Exception {
    try (Program worker =
        Program.Launch.ONESTEP
            .withEnvironment(WITH_DRIVER)
            .start(
                directory,
                "worker-on-a-device",
                arguments(Role.WORKER, "worker", "--backend", "cuda"))) {
      int exitCode = worker.await(PATIENCE);
      String error =
          worker
              .output()
              .lines()
              .filter(line -> line.startsWith("onestep: "))
              .collect(Collectors.joining("\n"));
      return new Outcome(exitCode, error);
    }
  }

  /** Makes the next setup ask what the brokers allow. */
  private void forgetTheDeliveryLimit() throws Exception {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, TaskQueue.BULK.group());
    AlterConfigOp delete =
        new AlterConfigOp(
            new ConfigEntry("share.delivery.count.limit", null), AlterConfigOp.OpType.DELETE);
    cluster.admin().incrementalAlterConfigs(Map.of(group, List.of(delete))).all().get();
  }

  private void workEndToEnd() throws Exception {
    succeed(Role.SETUP, "setup", "--partitions", "2", "--replication-factor", "1");
    succeed(Role.SETUP, "setup");
    forgetASchema();
    Program worker = start(Role.WORKER, "worker", "--slots", "1", "--name", "w");
    awaitAllSchemas();
    forgetASchema();
    Program aggregator =
        start(
            Role.AGGREGATOR,
            "aggregator",
            "--web-address",
            "127.0.0.1:0",
            "--replication-factor",
            "1",
            "--instance-id",
            "a");
    awaitAllSchemas();
    forgetASchema();
    succeed(Role.PRODUCER, "submit", sweep("small", 20));
    awaitAllSchemas();
    succeed(Role.PRODUCER, "submit", sweep("large", 400_000), "--task-seconds", "60");
    succeed(Role.PRODUCER, "pause", "large");
    sendAPoisonedTask();

    await()
        .atMost(PATIENCE)
        .failFast("a service has ended", () -> !worker.isAlive() || !aggregator.isAlive())
        .until(() -> succeed(Role.VIEWER, "watch", "small") == 0);
    programs.forEach(Program::terminate);
    for (Program program : programs) {
      program.await(PATIENCE);
    }
    succeed(Role.VIEWER, "list");
    succeed(Role.VIEWER, "status", "small");
    succeed(
        Role.VIEWER,
        "export",
        "small",
        "--trials",
        "--results",
        directory.resolve("out").toString());
    assertThat(directory.resolve("out/cells.csv")).exists();
    succeed(Role.PRODUCER, "retry", "small");
    succeed(Role.PRODUCER, "resume", "large");
    succeed(Role.PRODUCER, "cancel", "large");
    succeed(Role.PRODUCER, "purge", "large");
  }

  private static List<AclBinding> unneeded(List<RecordingAuthorizer.Decision> decisions) {
    return Arrays.stream(Role.values())
        .flatMap(
            role ->
                role.acls(principal(role)).stream()
                    .filter(acl -> !isForDevices(acl))
                    .filter(acl -> decisions.stream().noneMatch(d -> needs(d, acl, role))))
        .toList();
  }

  /** Whether only sweeps for NVIDIA devices, and workers that have one, make use of a right. */
  private static boolean isForDevices(AclBinding acl) {
    return acl.pattern().name().equals(Topic.GPU_TASKS.topicName()) || isOfDevices(acl);
  }

  /** Whether a right is missed by workers with a device alone: topics are asked for by all. */
  private static boolean isOfDevices(AclBinding acl) {
    return acl.pattern().name().equals(TaskQueue.GPU.group())
        && acl.entry().operation() == AclOperation.READ;
  }

  private static boolean needs(RecordingAuthorizer.Decision decision, AclBinding acl, Role role) {
    return decision.principal().equals(acl.entry().principal())
        && allows(acl, decision)
        && role.acls(principal(role)).stream()
            .noneMatch(other -> !other.equals(acl) && allows(other, decision));
  }

  private static boolean allows(AclBinding acl, RecordingAuthorizer.Decision decision) {
    ResourcePattern pattern = acl.pattern();
    String name = decision.resource().name();
    return pattern.resourceType() == decision.resource().type()
        && (pattern.patternType() == PatternType.PREFIXED
            ? name.startsWith(pattern.name())
            : name.equals(pattern.name()))
        && implied(acl.entry().operation()).contains(decision.operation());
  }

  private static Set<AclOperation> implied(AclOperation granted) {
    return switch (granted) {
      case READ, WRITE, DELETE -> Set.of(granted, AclOperation.DESCRIBE);
      case ALTER_CONFIGS -> Set.of(granted, AclOperation.DESCRIBE_CONFIGS);
      default -> Set.of(granted);
    };
  }

  /** What has been printed, which must show no secret. */
  private List<String> logs() throws IOException {
    List<String> logs = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
        logs.add(Files.readString(file));
      }
    }
    assertThat(logs).isNotEmpty().allSatisfy(log -> assertThat(log).doesNotContain(SECRET));
    assertThat(told.toString()).doesNotContain(SECRET);
    return logs;
  }

  private Program start(Role role, String command, String... arguments) {
    Program program =
        Program.Launch.ONESTEP
            .withEnvironment(
                talkative("DEBUG", Map.of("ONESTEP_KAFKA_REPARTITION_PURGE_INTERVAL_MS", "200")))
            .start(directory, command, arguments(role, command, arguments));
    programs.add(program);
    return program;
  }

  /** An environment with more of the program's log than that of tests. */
  private static Map<String, String> talkative(String level, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("JDK_JAVA_OPTIONS", "-Dlogback.configurationFile=logback.xml");
    all.put("ONESTEP_LOG_LEVEL", level);
    all.put("ONESTEP_LIBRARY_LOG_LEVEL", level);
    return all;
  }

  private int succeed(Role role, String command, String... arguments) {
    Outcome outcome = run(role, command, arguments);
    assertThat(outcome.exitCode()).as("%s: %s", command, outcome.error()).isZero();
    return outcome.exitCode();
  }

  private Outcome run(Role role, String command, String... arguments) {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(error, true, StandardCharsets.UTF_8);
    int exitCode = OnestepCli.execute(stream, arguments(role, command, arguments));
    String text = error.toString(StandardCharsets.UTF_8);
    told.append(text);
    return new Outcome(exitCode, text);
  }

  private String[] arguments(Role role, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--bootstrap-servers", cluster.bootstrapServers()));
    all.addAll(List.of("--kafka-config", properties.get(role).toString()));
    return all.toArray(String[]::new);
  }

  /** Makes the next start publish a schema, as one of a new version does. */
  private void forgetASchema() throws Exception {
    String key = schemas().keySet().iterator().next();
    send(Topic.SCHEMAS, key, null);
  }

  private void awaitAllSchemas() {
    await().atMost(PATIENCE).until(() -> !schemas().containsValue(null));
  }

  /** The last value of every schema's name. */
  private Map<String, String> schemas() {
    Map<String, String> latest = new HashMap<>();
    TopicPartition partition = new TopicPartition(Topic.SCHEMAS.topicName(), 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            cluster.connection().with(Map.of(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(r -> latest.put(r.key(), r.value()));
      }
    }
    return latest;
  }

  private void sendAPoisonedTask() throws Exception {
    send(Topic.SMALL_TASKS, null, "not a task");
  }

  private void send(Topic topic, String key, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            cluster.connection().with(Map.of()), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
    }
  }

  private String sweep(String name, int networks) {
    try {
      return Files.writeString(
              directory.resolve(name + ".yaml"),
              """
              name: %s
              seed: 7
              networks: %d
              cells:
                - {depth: [1, 3], width: 10, dimension: 5}
                - {depth: 6, width: 5000, dimension: 100, gain: 2}
                - {depth: 1, width: 9, dimension: 5, stop: {relative_error: 0.5, max_networks: 50}}
              """
                  .formatted(name, networks))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String user(Role role) {
    return role.argument();
  }

  private static String principal(Role role) {
    return "User:" + user(role);
  }

  private static String password(Role role) {
    return user(role) + "-" + SECRET;
  }

  private record Outcome(int exitCode, String error) {}
}
