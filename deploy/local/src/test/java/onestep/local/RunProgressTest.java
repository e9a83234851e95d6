package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import onestep.aggregator.view.CellStatus;
import onestep.producer.sweep.CostModel;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunProgressTest {

  private static final String SWEEP =
      """
      name: two
      seed: 1
      points: 1
      activation: relu
      attack:
        name: smallest-step
        max_step: 20
        resolution: 0.5
      cells:
        - depth: 1
          width: [10, 100000]
          dimension: 50
          gain: 1
          networks: 100
      """;

  private static final int SLOTS = 2;
  private static final long SECOND = 1_000_000_000;

  @TempDir private Path directory;

  private Sweep sweep;
  private List<PlannedCell> plan;

  @BeforeEach
  void load() throws IOException {
    Path file = Files.writeString(directory.resolve("two.yaml"), SWEEP);
    sweep = SweepFiles.load(file.toString(), Limits.DEFAULT);
    plan = sweep.plan().toList();
  }

  @Test
  void shouldBeSettledWhenEveryPlannedNetworkIsDoneOrDead() {
    RunProgress progress =
        new RunProgress(sweep, SLOTS, () -> List.of(status(0, 100, 100, 0), status(1, 100, 98, 2)));

    RunProgress.Snapshot now = progress.look(0);

    assertThat(now.settled()).isTrue();
    assertThat(now.done()).isEqualTo(198);
    assertThat(now.dead()).isEqualTo(2);
  }

  @Test
  void shouldNotBeSettledBeforeEveryCellIsPublished() {
    RunProgress progress = new RunProgress(sweep, SLOTS, () -> List.of(status(0, 100, 100, 0)));

    assertThat(progress.look(0).settled()).isFalse();
  }

  @Test
  void shouldNotTakeACellForSettledThatAnEarlierSubmitWantedWithFewerNetworks() {
    RunProgress progress =
        new RunProgress(sweep, SLOTS, () -> List.of(status(0, 100, 100, 0), status(1, 50, 50, 0)));

    assertThat(progress.look(0).settled()).isFalse();
  }

  @Test
  void shouldLeaveOutCellsThatOnlyAnEarlierSubmitHad() {
    CellStatus stale = new CellStatus("f".repeat(32), 7, 100, 0, 3, 0, null);
    RunProgress progress =
        new RunProgress(
            sweep, SLOTS, () -> List.of(status(0, 100, 100, 0), status(1, 100, 100, 0), stale));

    assertThat(progress.look(0).settled()).isTrue();
    assertThat(progress.look(0).cells()).doesNotContain(stale);
  }

  @Test
  void shouldTakeThePlannersEstimateAtFirst() {
    RunProgress progress =
        new RunProgress(sweep, SLOTS, () -> List.of(status(0, 100, 0, 0), status(1, 100, 0, 0)));

    Duration remaining = progress.look(0).remaining();

    assertThat(remaining.toMillis() / 1000.0).isCloseTo(cost() / SLOTS, within(0.001));
  }

  @Test
  void shouldEstimateTheTimeFromTheCostOfNetworksRatherThanTheirNumber() {
    int[] doneOfWide = {0};
    RunProgress progress =
        new RunProgress(
            sweep, SLOTS, () -> List.of(status(0, 100, 0, 0), status(1, 100, doneOfWide[0], 0)));
    progress.look(0);

    // When half of the wide networks, and so nearly half of the work, took far longer than planned
    doneOfWide[0] = 50;
    Duration remaining = progress.look(100_000 * SECOND).remaining();

    double half = cost() / 2;
    double expected = half * (100_000 + 10) / (half + 10 * SLOTS);
    assertThat(remaining.toMillis() / 1000.0).isCloseTo(expected, withinPercentage(1));
  }

  @Test
  void shouldNotGuessTheTimeFromTheFirstCheapNetworks() {
    int[] doneOfNarrow = {0};
    RunProgress progress =
        new RunProgress(
            sweep, SLOTS, () -> List.of(status(0, 100, doneOfNarrow[0], 0), status(1, 100, 0, 0)));
    double planned = progress.look(0).remaining().toMillis();

    // When networks that are next to nothing took 5 s, most of them for starting
    doneOfNarrow[0] = 100;
    Duration remaining = progress.look(5 * SECOND).remaining();

    assertThat((double) remaining.toMillis()).isBetween(planned, 1.5 * planned);
  }

  private double cost() {
    return plan.stream()
        .mapToDouble(cell -> cell.networks() * CostModel.secondsPerNetwork(cell.spec()))
        .sum();
  }

  private CellStatus status(int position, int wanted, int done, int dead) {
    return new CellStatus(plan.get(position).spec().id(), position, wanted, 0, done, dead, null);
  }
}
