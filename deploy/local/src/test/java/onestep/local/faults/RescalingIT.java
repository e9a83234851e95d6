package onestep.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.view.SweepStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The aggregator from one to three instances and back, rebuilt from the log, and everything
 * restarted one by one, in the middle of a sweep: the statistics are those of a calm run. The sweep
 * grows in stages, so that there is work to do whenever something changes. It takes minutes and is
 * no part of {@code mvn verify}; deploy/local/FAULTS.md has the command.
 */
@Tag("rescaling")
class RescalingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SEED = 100;
  private static final int STAGES = 5;
  private static final int WORKERS = 2;

  @TempDir private Path directory;

  private StatisticsView view;
  private SweepInHand sweep;

  private interface Change {
    void happen() throws Exception;
  }

  @Test
  void shouldGiveTheSameStatisticsHoweverItIsScaledRebuiltAndRolled() throws Exception {
    try (Fleet fleet = Fleet.start(directory.resolve("fleet"), 1, WORKERS);
        StatisticsView opened = StatisticsView.open(fleet.direct())) {
      view = opened;
      sweep = new SweepInHand("rescaled", SEED, directory, fleet.proxied());

      inTheMiddleOf(1, () -> fleet.scaleAggregators(3));
      inTheMiddleOf(2, () -> fleet.scaleAggregators(1));
      inTheMiddleOf(3, fleet::rebuild);
      inTheMiddleOf(4, () -> fleet.scaleAggregators(3));
      inTheMiddleOf(5, fleet::roll);

      ResultFolder folder = new ResultFolder(directory.resolve("results"));
      folder.writeCells(view.summaries(sweep.name()));
      assertThat(folder.path().resolve("cells.csv"))
          .hasSameBinaryContentAs(new CalmRuns(directory).cells(SEED));
    }
  }

  private void inTheMiddleOf(int stage, Change change) throws Exception {
    long before = done();
    sweep.submitThePart(100 * stage / STAGES);
    await().atMost(PATIENCE).until(() -> done() > before);
    change.happen();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                view.sweep(sweep.name())
                    .filter(SweepStatus::settled)
                    .filter(status -> status.wanted() + status.spared() == networks(stage))
                    .isPresent());
  }

  /** Networks that may be asked for in a stage. */
  private static long networks(int stage) {
    return (long) SweepInHand.NETWORKS * stage / STAGES + SweepInHand.MOST_OF_RULE;
  }

  private long done() {
    return view.sweep(sweep.name()).map(SweepStatus::done).orElse(0L);
  }
}
