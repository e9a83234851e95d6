package onestep.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onestep.aggregator.view.StatisticsView;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Progress;
import onestep.local.FileTrees;
import onestep.local.ProgressRecords;
import onestep.local.TopicContent;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

/**
 * Whatever crashes, the statistics stay the same: sweeps on a cluster of processes under schedules
 * of faults, each of which must end with the bytes of a calm run.
 *
 * <p>A few schedules by default. {@code -Dfaults.schedules=200} runs as many, {@code
 * -Dfaults.seed=17} begins at another seed, {@code -Dfaults.schedule="at 20 % kill-worker 1 for 0
 * ms; ..."} replays one. What happened is written to {@code target/faults/report.txt}, and the
 * times of recovery to {@code recovery.md} beside it.
 */
class FaultsIT {

  private static final Path HOME = Path.of("target", "faults").toAbsolutePath();
  private static final Path REPORT = HOME.resolve("report.txt");
  private static final Path RECOVERY = HOME.resolve("recovery.md");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int AGGREGATORS = 2;
  private static final int WORKERS = 2;
  private static final int FEW = 2;

  /** Sweeps have one of so many seeds, so that a calm run serves many of them. */
  private static final int SWEEP_SEEDS = 3;

  private final RecoveryTimes times = new RecoveryTimes();
  private final List<String> failures = new ArrayList<>();
  private CalmRuns calm;
  private Fleet fleet;
  private StatisticsView view;
  private int fleets;

  @Test
  void shouldEndWithTheBytesOfACalmRunWhateverHappens() throws Exception {
    FileTrees.delete(HOME);
    Files.createDirectories(HOME);
    calm = new CalmRuns(HOME);
    int count = Integer.getInteger("faults.schedules", FEW);
    long first = Long.getLong("faults.seed", 1);
    String text = System.getProperty("faults.schedule");
    try {
      if (text != null) {
        run("replay", first, Schedule.parse(text));
      } else {
        for (long seed = first; seed < first + count; seed++) {
          run("seed " + seed, seed, Schedule.of(seed));
        }
      }
    } finally {
      stop();
    }
    assertThat(failures).as("schedules that did not end with the same bytes").isEmpty();
  }

  private void run(String what, long seed, Schedule schedule) throws Exception {
    Path expected = calm.cells(seed % SWEEP_SEEDS);
    if (fleet == null) {
      start();
    }
    long begun = System.nanoTime();
    int ends = fleet.endsByThemselves();
    try {
      Path home = Files.createDirectories(HOME.resolve("sweep-" + seed));
      SweepInHand sweep =
          new SweepInHand("faults-" + seed, seed % SWEEP_SEEDS, home, fleet.proxied());
      new ScheduleRun(schedule, new Scene(fleet, sweep), view, times).run(home.resolve("results"));
      assertThat(home.resolve("results/cells.csv")).hasSameBinaryContentAs(expected);
      checkProgress();
      sweep.purge();
      await().atMost(PATIENCE).until(() -> view.sweep(sweep.name()).isEmpty());
      FileTrees.delete(home);
      say(
          String.format(
              Locale.ROOT,
              "%s: the same bytes after %.1f s; processes that ended by themselves: %d; %s",
              what,
              (System.nanoTime() - begun) / 1e9,
              fleet.endsByThemselves() - ends,
              schedule));
    } catch (Exception | AssertionError e) {
      failures.add(
          what
              + ": "
              + e
              + "\n  processes: "
              + HOME.resolve("fleet-" + fleets)
              + "\n  again: -Dfaults.seed="
              + seed
              + " -Dfaults.schedule=\""
              + schedule
              + '"');
      say("FAILED " + failures.get(failures.size() - 1));
      stop();
    }
    Files.writeString(RECOVERY, times.table());
  }

  private void start() throws Exception {
    fleets++;
    fleet = Fleet.start(HOME.resolve("fleet-" + fleets), AGGREGATORS, WORKERS);
    if (!fleet.disk().isMounted()) {
      String reason = "full-disk does nothing here: no small file system can be mounted";
      say(reason);
      System.out.println(reason);
    }
    view = StatisticsView.open(fleet.direct());
  }

  /** Every progress record of this fleet, at every instant, adds up. */
  private void checkProgress() {
    try (KafkaConsumer<String, Progress> consumer =
        fleet.direct().consumer(Progress.class, fleet.direct().schemas(), Map.of())) {
      assertThat(ProgressRecords.check(TopicContent.of(Topic.PROGRESS, consumer))).isPositive();
    }
  }

  private void stop() {
    if (view != null) {
      view.close();
      view = null;
    }
    if (fleet != null) {
      fleet.close();
      fleet = null;
    }
  }

  private static void say(String line) throws IOException {
    Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
