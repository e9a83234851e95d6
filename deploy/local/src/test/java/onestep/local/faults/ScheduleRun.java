package onestep.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.DaemonThreads;
import onestep.local.OnestepCli;

/** One sweep under one schedule. */
final class ScheduleRun {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int TIMERS = 4;

  private final Schedule schedule;
  private final Scene scene;
  private final StatisticsView view;
  private final RecoveryTimes times;
  private final List<Ended> recovering = new CopyOnWriteArrayList<>();

  private record Ended(FaultKind kind, long nanos, long done) {}

  ScheduleRun(Schedule schedule, Scene scene, StatisticsView view, RecoveryTimes times) {
    this.schedule = schedule;
    this.scene = scene;
    this.view = view;
    this.times = times;
  }

  /**
   * Submits the sweep, lets everything happen, and waits until all of it is done.
   *
   * @param results where its cells.csv goes
   */
  void run(Path results) throws Exception {
    SweepInHand sweep = scene.sweep();
    if (schedule.isExtended()) {
      sweep.submitThePart(Schedule.FIRST_PART_PERCENT);
    } else {
      sweep.submit();
    }
    ScheduledExecutorService timers =
        Executors.newScheduledThreadPool(TIMERS, task -> DaemonThreads.of("fault-end", task));
    try {
      List<ScheduledFuture<?>> ends = new ArrayList<>();
      for (Step step : schedule.steps()) {
        until(() -> done() * 100 >= (long) step.percent() * SweepInHand.NETWORKS);
        Runnable end = Faults.of(step.kind()).begin(scene, step.target() - 1);
        times.count(step.kind());
        ends.add(
            timers.schedule(() -> end(step.kind(), end), step.millis(), TimeUnit.MILLISECONDS));
      }
      for (ScheduledFuture<?> end : ends) {
        until(end::isDone);
        end.get();
      }
    } finally {
      timers.shutdown();
    }
    until(this::isSettled);
    SweepStatus status = view.sweep(sweep.name()).orElseThrow();
    assertThat(status.dead()).as("networks given up").isZero();
    assertThat(status.done()).as("networks done").isEqualTo(status.wanted());
    assertThat(status.spared()).as("networks spared by the stop rule").isPositive();
    export(results);
  }

  private void end(FaultKind kind, Runnable end) {
    end.run();
    recovering.add(new Ended(kind, System.nanoTime(), done()));
  }

  private void export(Path results) {
    int exitCode =
        OnestepCli.execute(
            "export",
            scene.sweep().name(),
            "--bootstrap-servers",
            scene.fleet().proxied().bootstrapServers(),
            "--results",
            results.toString());
    assertThat(exitCode).as("exit code of the export").isZero();
  }

  private interface Condition {
    boolean holds();
  }

  private void until(Condition condition) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(
            () -> {
              note();
              return condition.holds();
            });
  }

  /** Notes what has recovered. */
  private void note() {
    long done = done();
    long now = System.nanoTime();
    List<Ended> recovered = recovering.stream().filter(ended -> done > ended.done()).toList();
    recovered.forEach(
        ended -> times.add(ended.kind(), TimeUnit.NANOSECONDS.toMillis(now - ended.nanos())));
    recovering.removeAll(recovered);
  }

  private long done() {
    return view.sweep(scene.sweep().name()).map(SweepStatus::done).orElse(0L);
  }

  private boolean isSettled() {
    return view.sweep(scene.sweep().name())
        .filter(SweepStatus::settled)
        .filter(
            status ->
                status.wanted() + status.spared()
                    == SweepInHand.NETWORKS + SweepInHand.MOST_OF_RULE)
        .isPresent();
  }
}
