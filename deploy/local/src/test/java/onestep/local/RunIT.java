package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code onestep run} as a user has it: whatever happens on the way, the statistics are the same.
 */
class RunIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int WIDE = 60;
  private static final Pattern PAGE = Pattern.compile("Live page +(http://\\S+)");
  private static final Pattern DONE = Pattern.compile("\"done\" ?: ?(\\d+)");

  @TempDir private static Path home;

  private static Path sweep;
  private static Path undisturbed;

  @BeforeAll
  static void runWithoutADisturbance() throws Exception {
    sweep = TestSweep.write(home, WIDE);
    undisturbed = run("undisturbed", "--slots", "2");
  }

  @Test
  void shouldGiveTheSameStatisticsWithOneSlotAndOtherTasks() throws Exception {
    Path cells = run("one-slot", "--slots", "1", "--task-seconds", "0.3");

    assertThat(cells).hasSameBinaryContentAs(undisturbed);
  }

  @Test
  void shouldGoOnWhereAKillStoppedIt() throws Exception {
    // Given
    try (Program run = startSlowly("killed")) {
      awaitTheMiddle(run);
      run.kill();
    }
    assertThat(home.resolve("killed/results/cells.csv")).doesNotExist();

    // When
    Path cells = run("killed");

    // Then
    assertThat(cells).hasSameBinaryContentAs(undisturbed);
  }

  @Test
  void shouldGoOnWhereARequestToEndStoppedIt() throws Exception {
    // Given
    try (Program run = startSlowly("ended")) {
      awaitTheMiddle(run);
      run.terminate();
      run.await(PATIENCE);
      assertThat(run.output()).contains("the same command goes on where this one stopped");
    }

    // When
    Path cells = run("ended");

    // Then
    assertThat(cells).hasSameBinaryContentAs(undisturbed);
  }

  @Test
  void shouldWriteTheSameStatisticsAgainWhenNothingIsLeftToDo() throws Exception {
    Files.delete(undisturbed);

    Path cells = run("undisturbed", "--trials");

    assertThat(cells).exists();
    assertThat(cells.resolveSibling("trials.csv.gz")).exists();
    assertThat(cells.resolveSibling("manifest.json")).exists();
    assertThat(Files.readAllLines(cells)).hasSize(1 + 9);
  }

  @Test
  void shouldKeepTheLivePageUpWhenToldToStay() throws Exception {
    try (Program run = Program.start(home, "stay", arguments("stay", "--stay"))) {
      await()
          .atMost(PATIENCE)
          .failFast("the run ended", () -> !run.isAlive())
          .until(() -> run.output().contains("stays up; Ctrl-C ends it"));
      Matcher page = PAGE.matcher(run.output());
      assertThat(page.find()).isTrue();
      URI address = URI.create(page.group(1));
      assertThat(get(address.resolve("api/sweeps"))).contains("\"settled\":true");
      assertThat(get(address.resolve("metrics")))
          .as("consumers of a worker that is alone")
          .contains("-bulk-0\"", "-small-0\"")
          .doesNotContain("-checks-0\"");
      assertThat(home.resolve("stay/results/cells.csv")).hasSameBinaryContentAs(undisturbed);

      run.terminate();
      run.await(PATIENCE);

      assertThat(run.output()).doesNotContain("where this one stopped");
    }
  }

  /**
   * Starts to run the sweep on one slot, which has much to do however many processors there are.
   */
  private static Program startSlowly(String name) {
    return Program.start(home, name, arguments(name, "--slots", "1"));
  }

  /** Runs the sweep in this process with a data directory of its own; its cells.csv. */
  private static Path run(String name, String... options) {
    assertThat(OnestepCli.execute(arguments(name, options))).isZero();
    return home.resolve(name).resolve("results/cells.csv");
  }

  private static String[] arguments(String name, String... options) {
    Path folder = home.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("run", sweep.toString()));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    arguments.addAll(List.of("--results", folder.resolve("results").toString()));
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  /** Waits until some networks are done and many are not, as the live page says. */
  private static void awaitTheMiddle(Program run) throws Exception {
    await()
        .atMost(PATIENCE)
        .failFast("the run ended", () -> !run.isAlive())
        .until(() -> PAGE.matcher(run.output()).find());
    Matcher page = PAGE.matcher(run.output());
    assertThat(page.find()).isTrue();
    URI sweeps = URI.create(page.group(1)).resolve("api/sweeps");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .failFast("the run ended", () -> !run.isAlive())
        .until(() -> done(sweeps) > 0);
    assertThat(done(sweeps)).isLessThan(TestSweep.SMALL_NETWORKS + WIDE);
  }

  private static int done(URI sweeps) throws Exception {
    Matcher done = DONE.matcher(get(sweeps));
    return done.find() ? Integer.parseInt(done.group(1)) : 0;
  }

  private static String get(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
