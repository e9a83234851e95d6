package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import onestep.aggregator.view.Backlog;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pipeline bears, measured: each test drives real processes with heaps of 256 MB to one
 * limit, checks that nothing is lost there, and prints a line that starts with {@code limit}. They
 * take minutes and are no part of {@code mvn verify}; deploy/local/README.md has the command and a
 * run.
 */
@Tag("limits")
class LimitsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Pattern USED = Pattern.compile("generation .* used (\\d+)K");
  private static final Pattern PAGE = Pattern.compile("Live page: (\\S+)");
  private static final Program.Launch SMALL = Program.Launch.ONESTEP.withHeap("256m");

  @TempDir private Path directory;

  private EmbeddedBroker broker;
  private KafkaConnection connection;
  private Admin admin;
  private StatisticsView view;
  private final Map<String, Program> programs = new LinkedHashMap<>();

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(directory.resolve("broker"), 0, Map.of());
    connection = broker.connection();
    Topics.ensure(connection, Topics.Settings.ONE_MACHINE);
    admin = connection.admin();
    view = StatisticsView.open(connection);
  }

  @AfterEach
  void stop() {
    programs.values().forEach(Program::close);
    if (view != null) {
      view.close();
      admin.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void shouldQueueAHundredThousandTasksAndForgetThemWhenCancelled() throws Exception {
    startAggregator();
    long begun = System.nanoTime();
    submit(sweep("queue", 100_000, "width: 11, dimension: 10"), "--task-seconds=0.000001");
    double submitted = secondsSince(begun);
    startWorkers();
    begun = System.nanoTime();
    awaitDone("queue", 10_000);
    double firstSeconds = secondsSince(begun);
    begun = System.nanoTime();
    long before = status("queue").done();
    awaitDone("queue", before + 20_000);
    double rate = (status("queue").done() - before) / secondsSince(begun);
    long left = Backlog.of(admin).orElseThrow();

    run("cancel", "queue");
    begun = System.nanoTime();
    long done = status("queue").done();
    await().pollInterval(POLL).atMost(PATIENCE).until(() -> backlog() == 0);
    say(
        String.format(
            Locale.ROOT,
            "100,000 tasks queued in %.1f s; 2 workers: the first 10,000 in %.1f s, then %.0f tasks/s;"
                + " after a cancel %,d tasks skipped at %.0f/s; heaps in use: %s",
            submitted,
            firstSeconds,
            rate,
            left,
            left / secondsSince(begun),
            heaps()));
    assertThat(status("queue").done()).as("tasks in hand end").isLessThan(done + 100);
    assertThat(status("queue").outstanding()).isZero();
  }

  @Test
  void shouldCatchUpWithWorkersThatWereAhead() throws Exception {
    startWorkers();
    long begun = System.nanoTime();
    submit(sweep("ahead", 1_000_000, "width: 10, dimension: 10"));
    await().pollInterval(POLL).atMost(PATIENCE).until(() -> backlog() == 0);
    double computed = secondsSince(begun);
    begun = System.nanoTime();
    startAggregator();
    awaitDone("ahead", 1_000_000);
    say(
        String.format(
            Locale.ROOT,
            "1,000,000 networks of one cell computed without an aggregator in %.1f s; an aggregator"
                + " that starts then has them %.1f s later; heaps in use: %s",
            computed,
            secondsSince(begun),
            heaps()));
  }

  @Test
  void shouldServeTenThousandCells() throws Exception {
    startAggregator();
    startWorkers();
    String widths = IntStream.range(10, 110).mapToObj(i -> "" + i).collect(Collectors.joining(","));
    long begun = System.nanoTime();
    submit(sweep("cells", 10, "width: [" + widths + "], dimension: [" + widths + "]"));
    double submitted = secondsSince(begun);
    awaitDone("cells", 100_000);
    double computed = secondsSince(begun);
    long bytes = 0;
    begun = System.nanoTime();
    for (String path : List.of("/api/sweeps", "/api/cells?sweep=cells&limit=10000", "/metrics")) {
      bytes += get(path);
    }
    say(
        String.format(
            Locale.ROOT,
            "10,000 cells of 10 networks: submitted in %.1f s, all there after %.1f s; the page's data"
                + " and the metrics, %,d bytes, in %.2f s; heaps in use: %s",
            submitted,
            computed,
            bytes,
            secondsSince(begun),
            heaps()));
    assertThat(status("cells").completeCells()).isEqualTo(10_000);
  }

  @Test
  void shouldKeepItsMemoryOverAMillionNetworks() throws Exception {
    startAggregator();
    startWorkers();
    submit(sweep("soak", 1_000_000, "width: 10, dimension: 10"), "--task-seconds=0.1");
    List<Map<String, Long>> heaps = new ArrayList<>();
    for (int quarter = 1; quarter <= 4; quarter++) {
      awaitDone("soak", quarter * 250_000L);
      heaps.add(heaps());
    }
    say(
        String.format(
            Locale.ROOT, "1,000,000 networks, heaps in use in MB at each quarter: %s", heaps));
    heaps
        .get(0)
        .forEach(
            (program, first) ->
                assertThat(heaps.get(3).get(program))
                    .as(
                        "live heap of %s in MB, which was %d after the first quarter",
                        program, first)
                    .isLessThan(first + first / 4 + 4));
    assertThat(status("soak").dead()).isZero();
  }

  @Test
  void shouldKeepItsMemoryOverRepeatedSweeps() throws Exception {
    int cells = 300;
    String widths = IntStream.range(10, 110).mapToObj(i -> "" + i).collect(Collectors.joining(","));
    startAggregator();
    startWorkers();
    List<Long> heaps = new ArrayList<>();
    for (int round = 1; round <= 12; round++) {
      String name = "round-" + round;
      // Another gain makes other cells.
      String shape =
          String.format(
              Locale.ROOT,
              "gain: %.2f, width: [%s], dimension: [10, 11, 12]",
              1 + round / 100.0,
              widths);
      submit(sweep(name, 10, shape));
      awaitDone(name, 10L * cells);
      for (String path : List.of("/api/cells?sweep=" + name + "&limit=" + cells, "/metrics")) {
        get(path);
      }
      run("purge", name);
      await().pollInterval(POLL).atMost(PATIENCE).until(() -> view.sweep(name).isEmpty());
      if (round % 4 == 0) {
        heaps.add(heaps().get("aggregator"));
      }
    }
    say(
        String.format(
            Locale.ROOT,
            "12 sweeps of %d new cells, each purged when done: heap of the aggregator in use in MB"
                + " after 4, 8 and 12: %s",
            cells,
            heaps));
    assertThat(heaps.get(2))
        .as("live heap in MB after 12 sweeps, which was %d after 4", heaps.get(0))
        .isLessThan(heaps.get(0) + heaps.get(0) / 4 + 4);
  }

  @Test
  void shouldSlowDownUnderAQuotaAndLoseNothing() throws Exception {
    startAggregator();
    startWorkers();
    long begun = System.nanoTime();
    submit(sweep("free", 100_000, "width: 10, dimension: 10"), "--task-seconds=0.02");
    awaitDone("free", 100_000);
    double free = secondsSince(begun);
    // null: whoever has no quota of its own
    ClientQuotaEntity everyone = new ClientQuotaEntity(Collections.singletonMap("client-id", null));
    admin
        .alterClientQuotas(
            List.of(
                new ClientQuotaAlteration(
                    everyone,
                    List.of(
                        new ClientQuotaAlteration.Op("producer_byte_rate", 50_000.0),
                        new ClientQuotaAlteration.Op("consumer_byte_rate", 200_000.0)))))
        .all()
        .get();
    begun = System.nanoTime();
    submit(sweep("throttled", 100_000, "width: 12, dimension: 10"), "--task-seconds=0.02");
    awaitDone("throttled", 100_000);
    say(
        String.format(
            Locale.ROOT,
            "100,000 networks in %.1f s; with quotas of 50 kB/s to write and 200 kB/s to read for each"
                + " client in %.1f s",
            free,
            secondsSince(begun)));
    assertThat(status("throttled").dead()).isZero();
  }

  private Path sweep(String name, int networks, String shape) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        """
        name: %s
        networks: %d
        cells:
          - {depth: 1, %s}
        """
            .formatted(name, networks, shape));
  }

  private void startAggregator() {
    Program aggregator =
        SMALL.start(
            directory,
            "aggregator",
            "aggregator",
            "--web-address=127.0.0.1:0",
            "--bootstrap-servers=" + connection.bootstrapServers());
    programs.put("aggregator", aggregator);
    await().atMost(PATIENCE).until(() -> aggregator.output().contains("Live page: "));
  }

  private void startWorkers() {
    for (String name : List.of("worker-1", "worker-2")) {
      programs.put(
          name,
          SMALL.start(
              directory,
              name,
              "worker",
              "--name=" + name,
              "--slots=1",
              "--bootstrap-servers=" + connection.bootstrapServers()));
    }
  }

  private void submit(Path sweep, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("submit", sweep.toString()));
    arguments.addAll(List.of(options));
    run(arguments.toArray(String[]::new));
  }

  /** Runs a command on the cluster, which must succeed. */
  private void run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--bootstrap-servers=" + connection.bootstrapServers());
    try (Program program = SMALL.start(directory, arguments[0], all.toArray(String[]::new))) {
      assertThat(program.await(PATIENCE)).as(program.output()).isZero();
    }
  }

  private SweepStatus status(String sweep) {
    return view.sweep(sweep).orElseThrow();
  }

  private void awaitDone(String sweep, long networks) {
    await()
        .pollInterval(POLL)
        .atMost(PATIENCE)
        .failFast(
            "a program has ended", () -> !programs.values().stream().allMatch(Program::isAlive))
        .until(() -> view.sweep(sweep).map(SweepStatus::done).orElse(0L) >= networks);
  }

  private long backlog() throws InterruptedException {
    return Backlog.of(admin).orElse(Long.MAX_VALUE);
  }

  private long get(String path) throws Exception {
    Matcher page = PAGE.matcher(programs.get("aggregator").output());
    assertThat(page.find()).isTrue();
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(page.group(1)).resolve(path)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body().length;
  }

  /** What lives on the heap of each program after a collection, in MB. */
  private Map<String, Long> heaps() throws Exception {
    Map<String, Long> heaps = new TreeMap<>();
    for (Map.Entry<String, Program> program : programs.entrySet()) {
      jcmd(program.getValue(), "GC.run");
      Matcher generation = USED.matcher(jcmd(program.getValue(), "GC.heap_info"));
      long kilobytes = 0;
      while (generation.find()) {
        kilobytes += Long.parseLong(generation.group(1));
      }
      assertThat(kilobytes).isPositive();
      heaps.put(program.getKey(), kilobytes >> 10);
    }
    return heaps;
  }

  private static String jcmd(Program program, String command) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(program.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as(output).isZero();
    return output;
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static void say(String line) {
    System.out.println("limit: " + line);
  }
}
