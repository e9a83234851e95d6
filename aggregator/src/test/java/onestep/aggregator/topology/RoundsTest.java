package onestep.aggregator.topology;

import static onestep.aggregator.topology.Fixtures.cell;
import static onestep.aggregator.topology.Fixtures.deadLetter;
import static onestep.aggregator.topology.Fixtures.inEpoch;
import static onestep.aggregator.topology.Fixtures.inRounds;
import static onestep.aggregator.topology.Fixtures.result;
import static onestep.aggregator.topology.Fixtures.spec;
import static onestep.aggregator.topology.Fixtures.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.StopRule;
import onestep.contract.cell.WatchedStatistic;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.contract.record.Progress;
import onestep.contract.record.Result;
import onestep.contract.record.Statistics;
import onestep.contract.record.Stop;
import onestep.contract.record.StopState;
import onestep.contract.record.Task;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Cells under a stop rule: which tasks the aggregator emits, and what it tells of it. */
class RoundsTest extends DrivenTopology<AggregationObserver> {

  private static final CellSpec SPEC = spec(100);
  private static final StopRule RULE = StopRule.of(WatchedStatistic.ETA, 0.1, 0.95, 40, 20_000);
  private static final StopRule SHORT = StopRule.of(WatchedStatistic.ETA, 0.001, 0.95, 40, 90);

  RoundsTest() {
    super(AggregationObserver.NONE);
  }

  @Test
  void shouldAskForTheFirstRoundAsSoonAsACellIsWanted() {
    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));

    List<Task> tasks = tasks();

    assertThat(tasks).hasSize(4);
    assertThat(networks(tasks)).isEqualTo(NetworkSet.upTo(40));
    assertThat(tasks)
        .allSatisfy(
            task -> {
              assertThat(task.getSweep()).isEqualTo("s");
              assertThat(task.getEpoch()).isEqualTo(1);
              assertThat(task.getDefinition().getCell()).isEqualTo(SPEC.id());
              assertThat(task.getCount()).isEqualTo(10);
              assertThat(task.getMemoryBytes()).isEqualTo(1_000);
              assertThat(task.getEstimatedSeconds()).isEqualTo(5);
            });
  }

  @Test
  void shouldAskForTheNextRoundWhenTheLastNetworkOfOneIsIn() {
    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));
    tasks();
    send(Topic.RESULTS, result("s", SPEC, 5, 35));
    assertThat(tasks()).isEmpty();

    send(Topic.RESULTS, result("s", SPEC, 0, 5));

    NetworkSet next = networks(tasks());
    assertThat(next.contains(40)).isTrue();
    assertThat(next.contains(39)).isFalse();
  }

  @Test
  void shouldStopWhenItIsPreciseEnough() {
    send(Topic.SWEEPS, sweep("s", 1, RULE.most()));
    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));

    int computed = computeAll();

    Stop stop = stop();
    Progress progress = progress();
    assertThat(stop.getState()).isEqualTo(StopState.PRECISE);
    assertThat(stop.getNetworks()).isEqualTo(computed).isLessThan(RULE.most());
    assertThat(stop.getEpoch()).isEqualTo(1);
    assertThat((stop.getHigh() - stop.getMean()) / stop.getMean()).isLessThanOrEqualTo(0.1);
    assertThat(progress.getWanted()).isEqualTo(computed);
    assertThat(progress.getDone()).isEqualTo(computed);
    assertThat(progress.getPublished()).isEqualTo(computed);
    assertThat(progress.getSpared()).isEqualTo(RULE.most() - computed);
    assertThat(progress.getCompleteCells()).isEqualTo(1);
  }

  /** The record is the same however rows come, and however often the state is stored and read. */
  @Test
  void shouldStopAtTheSameNetworkWhateverTheOrderOfRows() {
    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));
    computeAll();
    Statistics calm = statistics();
    restartEmpty();

    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));
    Random random = new Random(7);
    List<Task> open = new ArrayList<>(tasks());
    while (!open.isEmpty()) {
      Task task = open.remove(random.nextInt(open.size()));
      Result rows = result("s", SPEC, task.getFirst(), task.getCount());
      send(Topic.RESULTS, rows);
      if (random.nextInt(3) == 0) {
        send(Topic.RESULTS, rows);
      }
      open.addAll(tasks());
    }

    assertThat(bytes(statistics())).isEqualTo(bytes(calm));
  }

  @Test
  void shouldAccountForRoundsThatAreStillToCome() {
    send(Topic.SWEEPS, sweep("s", 1, RULE.most()));
    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));
    send(Topic.RESULTS, result("s", SPEC, 0, 30));

    Progress progress = progress();

    assertThat(progress.getWanted()).isEqualTo(RULE.most());
    assertThat(progress.getPublished()).isEqualTo(40);
    assertThat(progress.getDone()).isEqualTo(30);
    assertThat(progress.getSpared()).isZero();
    assertThat(progress.getCompleteCells()).isZero();
    assertThat(stop().getState()).isEqualTo(StopState.OPEN);
    assertThat(stop().getCounted()).isEqualTo(30);
    assertThat(stop().getMean()).isNull();
  }

  @Test
  void shouldPassOverRowsThatAnotherSweepWantedBeyondTheRound() {
    send(Topic.CELLS, inRounds(SHORT, cell("s", SPEC, 1)));
    tasks();

    send(Topic.RESULTS, result("other", SPEC, 40, 50));
    assertThat(tasks()).isEmpty();
    send(Topic.RESULTS, result("s", SPEC, 0, 40));

    // They belong to the next round, and were not counted in the first.
    assertThat(networks(tasks()).contains(40)).isTrue();
    assertThat(stop().getNetworks()).isEqualTo(40);
  }

  @Test
  void shouldTryAgainInANewEpochWhatIsMissing() {
    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));
    tasks();
    send(Topic.RESULTS, result("s", SPEC, 0, 25));

    send(Topic.CELLS, inEpoch(2, inRounds(RULE, cell("s", SPEC, 1))));

    List<Task> tasks = tasks();
    assertThat(networks(tasks)).isEqualTo(NetworkSet.upTo(40).minus(NetworkSet.upTo(25)));
    assertThat(tasks).allSatisfy(task -> assertThat(task.getEpoch()).isEqualTo(2));
  }

  @Test
  void shouldNotWaitForANetworkThatWasGivenUp() {
    send(Topic.SWEEPS, sweep("s", 1, RULE.most()));
    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));
    tasks();
    send(Topic.RESULTS, result("s", SPEC, 0, 30));

    send(Topic.DEAD_LETTERS, deadLetter("s", SPEC, 30, 10));

    Progress progress = progress();
    assertThat(tasks()).isEmpty();
    assertThat(progress.getDead()).isEqualTo(10);
    assertThat(progress.getDone() + progress.getDead()).isEqualTo(progress.getWanted());
    assertThat(progress.getSpared()).isEqualTo(RULE.most() - 40);
    assertThat(progress.getCompleteCells()).isZero();
    assertThat(stop().getState()).isEqualTo(StopState.OPEN);
  }

  /** Its rows are still to be read: a rebuilt aggregator must not have them computed again. */
  @Test
  void shouldAskForNothingWhileItReadsThePast() {
    Instant longAgo = Fixtures.AT.minusSeconds(3600);
    send(longAgo, Topic.CELLS, inRounds(SHORT, cell("s", SPEC, 1)));
    send(longAgo, Topic.RESULTS, result("s", SPEC, 0, 40));
    driver.advanceWallClockTime(INTERVAL);
    assertThat(tasks()).isEmpty();
    send(longAgo, Topic.RESULTS, result("s", SPEC, 40, 48));
    driver.advanceWallClockTime(INTERVAL);
    assertThat(tasks()).isEmpty();

    // When nothing of it is left, what is missing is asked for.
    driver.advanceWallClockTime(INTERVAL);

    assertThat(networks(tasks())).isEqualTo(NetworkSet.upTo(90).minus(NetworkSet.upTo(88)));
  }

  @Test
  void shouldAskForTheRestOfALargeRoundWithTheNextIntervals() {
    StopRule large = StopRule.of(WatchedStatistic.ETA, 0.1, 0.95, 25_000, 30_000);
    send(Topic.CELLS, inRounds(large, cell("s", SPEC, 1)));

    assertThat(tasks()).hasSize(CellProcessor.TASKS_AT_ONCE);
    driver.advanceWallClockTime(INTERVAL);
    assertThat(tasks()).hasSize(CellProcessor.TASKS_AT_ONCE);
    driver.advanceWallClockTime(INTERVAL);
    assertThat(tasks()).hasSize(2_500 - 2 * CellProcessor.TASKS_AT_ONCE);
    driver.advanceWallClockTime(INTERVAL);
    assertThat(tasks()).isEmpty();
  }

  @Test
  void shouldForgetTheRoundsOfAPurgedSweep() {
    send(Topic.CELLS, inRounds(RULE, cell("s", SPEC, 1)));
    send(Topic.CELLS, cell("other", SPEC, 10));
    tasks();

    raw(Topic.CELLS, Keys.cell(SPEC.id(), "s"), null);
    send(Topic.RESULTS, result("s", SPEC, 0, 40));

    assertThat(tasks()).isEmpty();
    assertThat(statistics().getStops()).isEmpty();
  }

  @Test
  void shouldRejectARuleThatContradictsItsCell() {
    Cell cell = inRounds(RULE, cell("s", SPEC, 1));
    send(Topic.CELLS, Cell.newBuilder(cell).setNetworks(7).build());
    send(Topic.CELLS, Cell.newBuilder(cell).setTasks(null).build());

    assertThat(tasks()).isEmpty();
    assertThat(driver.getKeyValueStore(Stores.CELLS).approximateNumEntries()).isZero();
  }

  /** Computes whatever is asked for, and tells how many networks it was. */
  private int computeAll() {
    int networks = 0;
    for (List<Task> tasks = tasks(); !tasks.isEmpty(); tasks = tasks()) {
      for (Task task : tasks) {
        networks += task.getCount();
        send(Topic.RESULTS, result("s", SPEC, task.getFirst(), task.getCount()));
      }
    }
    return networks;
  }

  private List<Task> tasks() {
    return values(Topic.SMALL_TASKS, Task.class);
  }

  private static NetworkSet networks(List<Task> tasks) {
    NetworkSet networks = new NetworkSet();
    for (Task task : tasks) {
      for (int network = task.getFirst(); network < task.getFirst() + task.getCount(); network++) {
        assertThat(networks.add(network)).as("network %d, asked for once", network).isTrue();
      }
    }
    return networks;
  }

  private Stop stop() {
    return statistics().getStops().get(0);
  }

  private Statistics latest;

  private Statistics statistics() {
    driver.advanceWallClockTime(INTERVAL);
    List<Statistics> emitted = values(Topic.STATISTICS, Statistics.class);
    latest = emitted.isEmpty() ? latest : emitted.get(emitted.size() - 1);
    return latest;
  }

  private Progress progress() {
    driver.advanceWallClockTime(INTERVAL);
    List<Progress> emitted = values(Topic.PROGRESS, Progress.class);
    return emitted.get(emitted.size() - 1);
  }

  private <T extends SpecificRecord> List<T> values(Topic topic, Class<T> type) {
    return drain(topic, type).stream().map(TestRecord::value).toList();
  }
}
