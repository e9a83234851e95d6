package onestep.aggregator.topology;

import static onestep.aggregator.topology.Fixtures.cell;
import static onestep.aggregator.topology.Fixtures.check;
import static onestep.aggregator.topology.Fixtures.deadLetter;
import static onestep.aggregator.topology.Fixtures.inEpoch;
import static onestep.aggregator.topology.Fixtures.result;
import static onestep.aggregator.topology.Fixtures.row;
import static onestep.aggregator.topology.Fixtures.spec;
import static onestep.aggregator.topology.Fixtures.sweep;
import static onestep.aggregator.topology.Fixtures.withTasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.cell.Quantity;
import onestep.contract.kafka.Definitions;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.contract.record.CellDefinition;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Progress;
import onestep.contract.record.Result;
import onestep.contract.record.Statistics;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;
import onestep.contract.record.Task;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatorTopologyTest extends DrivenTopology<AggregatorTopologyTest.RecordingObserver> {

  private static final CellSpec SPEC = spec(100);

  AggregatorTopologyTest() {
    super(new RecordingObserver());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldEmitTheSameStatisticsWhateverTheOrderDuplicatesAndSplit(long seed) {
    // Given one undisturbed result of forty networks
    send(Topic.CELLS, cell("s", SPEC, 40));
    send(Topic.RESULTS, result("s", SPEC, 0, 40));
    ByteBuffer expected = bytes(latestStatistics(SPEC));
    restartEmpty();

    // When the rows come cut at random, shuffled, some twice, between the definition and before it
    Random random = new Random(seed);
    List<NetworkRow> rows = new ArrayList<>();
    for (int network = 0; network < 40; network++) {
      rows.add(row(SPEC, network));
      if (random.nextInt(3) == 0) {
        rows.add(row(SPEC, network));
      }
    }
    Collections.shuffle(rows, random);
    int definedAfter = random.nextInt(rows.size());
    for (int from = 0; from < rows.size(); ) {
      int to = Math.min(rows.size(), from + 1 + random.nextInt(9));
      send(Topic.RESULTS, result("s", SPEC, rows.subList(from, to)));
      if (from <= definedAfter && definedAfter < to) {
        send(Topic.CELLS, cell("s", SPEC, 40));
      }
      if (random.nextBoolean()) {
        driver.advanceWallClockTime(INTERVAL);
      }
      from = to;
    }

    // Then
    assertThat(bytes(latestStatistics(SPEC))).isEqualTo(expected);
  }

  @Test
  void shouldSummariseTheNetworksThatAreIn() {
    // Given
    send(Topic.CELLS, cell("s", SPEC, 10));

    // When
    send(Topic.RESULTS, result("s", SPEC, 2, 4));

    // Then
    Statistics statistics = latestStatistics(SPEC);
    CellSummary summary = StatisticsRecords.toSummary(statistics);
    double sum = 0;
    for (int network = 2; network < 6; network++) {
      sum += row(SPEC, network).getGradientNorms().stream().mapToDouble(norm -> norm).sum();
    }
    assertThat(NetworkSet.of(statistics.getSeen()).toString()).isEqualTo("{2,3,4,5}");
    assertThat(summary.trials()).isEqualTo(12);
    assertThat(summary.gradientNorm().mean()).isCloseTo(sum / 12, within(1e-12));
    assertThat(summary.theory().etaMean()).isEqualTo(1.128);
    assertThat(summary.theory().gradientNorm()).isNaN();
  }

  private static final CellSpec PROBE =
      new CellSpec(SPEC.model(), new AttackSpec.Probe(0.05, 1), SPEC.points(), SPEC.numerics());

  @Test
  void shouldSummariseTheQuantitiesOfAProbe() {
    // Given
    send(Topic.CELLS, cell("s", PROBE, 10));
    List<NetworkRow> rows = new ArrayList<>();
    for (int network = 0; network < 3; network++) {
      rows.add(probed(network, network % 2));
    }

    // When
    send(Topic.RESULTS, result("s", PROBE, rows));

    // Then
    CellSummary summary = StatisticsRecords.toSummary(latestStatistics(PROBE));
    assertThat(summary.quantities()).hasSameSizeAs(ProbeQuantity.values());
    assertThat(summary.quantity("drift_largest").mean())
        .isCloseTo(ProbeQuantity.DRIFT_LARGEST.index() + 1, within(1e-12));
    assertThat(summary.quantity("drift_above_lemma_11").mean()).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void shouldTellNothingOfQuantitiesThatAProbeCannotHave() {
    // Given
    send(Topic.CELLS, cell("s", PROBE, 10));

    // When: an event that is neither 0 nor 1
    send(Topic.RESULTS, result("s", PROBE, List.of(probed(0, 7), probed(1, -3))));

    // Then
    CellSummary summary = StatisticsRecords.toSummary(latestStatistics(PROBE));
    assertThat(summary.networks()).isEqualTo(2);
    assertThat(summary.quantity("drift_largest").isDefined()).isTrue();
    assertThat(summary.quantity("drift_above_lemma_11").isDefined()).isFalse();
  }

  @Test
  void shouldGoOnWithRowsThatLackTheQuantitiesOfTheirProbe() {
    // Given
    send(Topic.CELLS, cell("s", PROBE, 10));

    // When
    send(Topic.RESULTS, result("s", PROBE, List.of(row(PROBE, 0))));

    // Then
    CellSummary summary = StatisticsRecords.toSummary(latestStatistics(PROBE));
    assertThat(summary.networks()).isEqualTo(1);
    assertThat(summary.quantities()).hasSameSizeAs(ProbeQuantity.values());
    assertThat(summary.quantities()).noneMatch(Estimate::isDefined);
  }

  /** A row whose events are all the same. */
  private static NetworkRow probed(int network, double event) {
    List<List<Double>> quantities = new ArrayList<>();
    for (ProbeQuantity quantity : ProbeQuantity.values()) {
      boolean isEvent = quantity.quantity().kind() == Quantity.Kind.PROPORTION;
      double number = isEvent ? event : quantity.index() + network;
      quantities.add(List.of(number, number, Double.NaN));
    }
    return NetworkRow.newBuilder(row(SPEC, network)).setQuantities(quantities).build();
  }

  @Test
  void shouldEmitACellOnceAnIntervalHoweverManyResultsCome() {
    // Given
    send(Topic.CELLS, cell("s", SPEC, 100));

    // When
    for (int network = 0; network < 100; network++) {
      send(Topic.RESULTS, result("s", SPEC, network, 1));
    }
    driver.advanceWallClockTime(INTERVAL);
    driver.advanceWallClockTime(INTERVAL);

    // Then
    assertThat(drain(Topic.STATISTICS, Statistics.class)).hasSize(1);
  }

  @Test
  void shouldCountACellForEverySweepThatWantsIt() {
    // Given a cell that one sweep wants ten networks of and another twenty
    send(Topic.SWEEPS, sweep("small", 1, 10));
    send(Topic.SWEEPS, sweep("large", 2, 30));
    send(Topic.CELLS, cell("small", SPEC, 10));
    send(Topic.CELLS, cell("large", SPEC, 20));

    // When
    send(Topic.RESULTS, result("large", SPEC, 5, 15));

    // Then
    Map<String, Progress> progress = latestProgress();
    assertThat(progress.get("small").getDone()).isEqualTo(5);
    assertThat(progress.get("large").getDone()).isEqualTo(15);
    assertThat(progress.get("large").getPublished()).isEqualTo(20);
    assertThat(progress.get("large").getWanted()).isEqualTo(30);
    assertThat(progress.get("small").getCompleteCells()).isZero();
  }

  @Test
  void shouldCreditASweepThatComesLaterWithTheRowsThatAreIn() {
    // Given
    send(Topic.CELLS, cell("first", SPEC, 10));
    send(Topic.RESULTS, result("first", SPEC, 0, 10));
    driver.advanceWallClockTime(INTERVAL);

    // When
    send(Topic.SWEEPS, sweep("second", 1, 8));
    send(Topic.CELLS, cell("second", SPEC, 8));

    // Then
    Progress progress = latestProgress().get("second");
    assertThat(progress.getDone()).isEqualTo(8);
    assertThat(progress.getCompleteCells()).isEqualTo(1);
    assertThat(progress.getTrials()).isEqualTo(30);
    assertThat(progress.getSeconds()).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void shouldCountNetworksInADeadLetterUntilTheirRowsCome() {
    // Given
    send(Topic.SWEEPS, sweep("s", 1, 10));
    send(Topic.CELLS, cell("s", SPEC, 10));
    send(Topic.RESULTS, result("s", SPEC, 0, 2));
    send(Topic.DEAD_LETTERS, deadLetter("s", SPEC, 1, 4));
    Progress before = latestProgress().get("s");
    NetworkSet dead = NetworkSet.of(latestStatistics(SPEC).getDead());

    // When
    send(Topic.RESULTS, result("s", SPEC, 2, 2));

    // Then
    Progress after = latestProgress().get("s");
    assertThat(before.getDead()).isEqualTo(3);
    assertThat(dead.toString()).isEqualTo("{2,3,4}");
    assertThat(after.getDead()).isEqualTo(1);
    assertThat(after.getDone()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldKeepTheAccountsOfManyCellsWhateverHappensToThem(long seed) {
    // Given a sweep of twenty cells, the last five of which stay unpublished
    Random random = new Random(seed);
    send(Topic.SWEEPS, sweep("s", 20, 200));
    List<CellSpec> specs = new ArrayList<>();
    Map<CellSpec, NetworkSet> done = new HashMap<>();
    Map<CellSpec, NetworkSet> dead = new HashMap<>();
    for (int i = 0; i < 15; i++) {
      specs.add(spec(10 + i));
      done.put(specs.get(i), new NetworkSet());
      dead.put(specs.get(i), new NetworkSet());
      send(Topic.CELLS, cell("s", specs.get(i), 10));
    }

    // When networks 0 to 11 (two more than wanted) come or die at random
    for (int i = 0; i < 150; i++) {
      CellSpec spec = specs.get(random.nextInt(specs.size()));
      int network = random.nextInt(12);
      if (random.nextInt(4) == 0) {
        send(Topic.DEAD_LETTERS, deadLetter("s", spec, network, 1));
        dead.get(spec).add(network);
      } else {
        send(Topic.RESULTS, result("s", spec, network, 1));
        done.get(spec).add(network);
      }
      if (random.nextInt(10) == 0) {
        driver.advanceWallClockTime(INTERVAL);
      }
    }

    // Then
    Progress progress = latestProgress().get("s");
    assertThat(progress.getWanted()).isEqualTo(200);
    assertThat(progress.getPublished()).isEqualTo(150);
    assertThat(progress.getDone())
        .isEqualTo(done.values().stream().mapToLong(set -> set.sizeBelow(10)).sum());
    assertThat(progress.getDead())
        .isEqualTo(
            specs.stream()
                .mapToLong(spec -> dead.get(spec).minus(done.get(spec)).sizeBelow(10))
                .sum());
    assertThat(progress.getCompleteCells())
        .isEqualTo(done.values().stream().filter(set -> set.sizeBelow(10) == 10).count());
    assertThat(progress.getTrials())
        .isEqualTo(done.values().stream().mapToLong(set -> 3L * set.size()).sum());
  }

  @Test
  void shouldFollowASweepThatIsExtended() {
    // Given
    send(Topic.SWEEPS, sweep("s", 1, 5));
    send(Topic.CELLS, cell("s", SPEC, 5));
    send(Topic.RESULTS, result("s", SPEC, 0, 7));
    latestProgress();

    // When
    send(Topic.SWEEPS, sweep("s", 1, 12));
    send(Topic.CELLS, cell("s", SPEC, 12));

    // Then
    Progress progress = latestProgress().get("s");
    assertThat(progress.getWanted()).isEqualTo(12);
    assertThat(progress.getPublished()).isEqualTo(12);
    assertThat(progress.getDone()).isEqualTo(7);
    assertThat(progress.getCompleteCells()).isZero();
  }

  @Test
  void shouldNotCountCellsThatTheSweepWantsNoMore() {
    // Given a sweep of two cells
    send(Topic.SWEEPS, sweep("s", 2, 15));
    send(Topic.CELLS, cell("s", SPEC, 5));
    send(Topic.CELLS, cell("s", 1, spec(7), 10));
    send(Topic.RESULTS, result("s", SPEC, 0, 3));
    send(Topic.RESULTS, result("s", spec(7), 0, 6));
    latestProgress();

    // When it is changed to the first and a third, and a row of the second still comes
    send(Topic.SWEEPS, inEpoch(2, sweep("s", 2, 9)));
    Progress opened = latestProgress().get("s");
    send(Topic.CELLS, inEpoch(2, cell("s", SPEC, 5)));
    send(Topic.CELLS, inEpoch(2, cell("s", 1, spec(8), 4)));
    send(Topic.RESULTS, result("s", spec(7), 6, 1));

    // Then
    Progress progress = latestProgress().get("s");
    assertThat(opened.getPublished()).isZero();
    assertThat(progress.getEpoch()).isEqualTo(2);
    assertThat(progress.getWanted()).isEqualTo(9);
    assertThat(progress.getPublished()).isEqualTo(9);
    assertThat(progress.getDone()).isEqualTo(3);
  }

  @Test
  void shouldNotCountAsDeadWhatANewEpochTriesAgain() {
    // Given
    send(Topic.SWEEPS, sweep("s", 1, 5));
    send(Topic.CELLS, cell("s", SPEC, 5));
    send(Topic.DEAD_LETTERS, deadLetter("s", SPEC, 0, 5));
    latestProgress();

    // When a new epoch comes and then the last letter of the one before
    send(Topic.SWEEPS, inEpoch(2, sweep("s", 1, 5)));
    send(Topic.CELLS, inEpoch(2, cell("s", SPEC, 5)));
    send(Topic.DEAD_LETTERS, deadLetter("s", SPEC, 1, 1));

    // Then
    Statistics statistics = latestStatistics(SPEC);
    assertThat(latestProgress().get("s").getDead()).isZero();
    assertThat(NetworkSet.of(statistics.getDead()).size()).isZero();
  }

  @Test
  void shouldCountADeadLetterThatIsAheadOfItsEpoch() {
    // Given
    send(Topic.SWEEPS, inEpoch(2, sweep("s", 1, 5)));
    send(Topic.CELLS, cell("s", SPEC, 5));
    send(Topic.DEAD_LETTERS, deadLetter("s", SPEC, 0, 1));
    send(Topic.DEAD_LETTERS, inEpoch(2, deadLetter("s", SPEC, 3, 2)));

    // When
    send(Topic.CELLS, inEpoch(2, cell("s", SPEC, 5)));

    // Then
    NetworkSet dead = NetworkSet.of(latestStatistics(SPEC).getDead());
    assertThat(latestProgress().get("s").getDead()).isEqualTo(2);
    assertThat(dead.toString()).isEqualTo("{3,4}");
  }

  @Test
  void shouldNotCountAsDeadForOneSweepWhatAnotherHasGivenUp() {
    // Given
    send(Topic.SWEEPS, sweep("a", 1, 5));
    send(Topic.SWEEPS, sweep("b", 1, 5));
    send(Topic.CELLS, cell("a", SPEC, 5));
    send(Topic.CELLS, cell("b", SPEC, 5));

    // When
    send(Topic.DEAD_LETTERS, deadLetter("a", SPEC, 0, 2));

    // Then
    Map<String, Progress> progress = latestProgress();
    assertThat(progress.get("a").getDead()).isEqualTo(2);
    assertThat(progress.get("b").getDead()).isZero();
  }

  @Test
  void shouldSkipAndCountWhatItCannotUse() {
    // Given
    send(Topic.CELLS, cell("s", SPEC, 10));
    NetworkRow short1 = NetworkRow.newBuilder(row(SPEC, 1)).setValues(List.of(1.0)).build();
    NetworkRow infinite =
        NetworkRow.newBuilder(row(SPEC, 2))
            .setValues(List.of(1.0, Double.POSITIVE_INFINITY, 2.0))
            .build();
    Cell forged = cell("s", SPEC, 10);
    Cell ofOtherWidth =
        Cell.newBuilder(forged)
            .setDefinition(
                CellDefinition.newBuilder(forged.getDefinition()).setWidths(List.of(7)).build())
            .build();

    // When
    raw(Topic.RESULTS, SPEC.id(), new byte[] {1, 2, 3});
    raw(Topic.RESULTS, SPEC.id(), null);
    send(Topic.SWEEPS, null, sweep("s", 1, 10));
    send(Topic.RESULTS, SPEC.id(), result("s", SPEC, List.of(row(SPEC, 0), short1)));
    send(Topic.RESULTS, SPEC.id(), result("s", SPEC, List.of(infinite)));
    send(Topic.RESULTS, spec(5).id(), result("s", SPEC, 3, 1));
    send(Topic.CELLS, Keys.cell(SPEC.id(), "s"), ofOtherWidth);
    send(Topic.RESULTS, result("s", SPEC, 9, 1));

    // Then nothing of them is counted, and what follows is
    assertThat(observer.rejected)
        .containsEntry(Topic.RESULTS, 5)
        .containsEntry(Topic.CELLS, 1)
        .containsEntry(Topic.SWEEPS, 1);
    assertThat(NetworkSet.of(latestStatistics(SPEC).getSeen()).toString()).isEqualTo("{9}");
  }

  @Test
  void shouldTellNewRowsFromDuplicates() {
    // Given
    send(Topic.RESULTS, result("s", SPEC, 0, 4));

    // When
    send(Topic.RESULTS, result("s", SPEC, 2, 4));

    // Then
    assertThat(observer.newRows).isEqualTo(6);
    assertThat(observer.duplicateRows).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldForgetAPurgedSweepAndItsCells(boolean keepsItsEpoch) {
    // Given
    send(Topic.SWEEPS, sweep("s", 1, 4));
    send(Topic.CELLS, cell("s", SPEC, 4));
    send(Topic.RESULTS, result("s", SPEC, 0, 4));
    driver.advanceWallClockTime(INTERVAL);
    drain(Topic.STATISTICS, Statistics.class);

    // When
    raw(Topic.CELLS, Keys.cell(SPEC.id(), "s"), null);
    if (keepsItsEpoch) {
      send(
          Topic.SWEEPS,
          Sweep.newBuilder(sweep("s", 1, 0)).setState(SweepState.PURGED).setCells(0).build());
    } else {
      raw(Topic.SWEEPS, "s", null);
    }
    driver.advanceWallClockTime(INTERVAL);

    // Then
    assertThat(drain(Topic.STATISTICS, Statistics.class))
        .singleElement()
        .satisfies(purged -> assertThat(purged.value()).isNull());
    List<TestRecord<String, Progress>> progress = drain(Topic.PROGRESS, Progress.class);
    assertThat(progress.get(progress.size() - 1).value()).isNull();
    assertThat(driver.getKeyValueStore(Stores.CELLS).approximateNumEntries()).isZero();
    assertThat(driver.getKeyValueStore(Stores.ACCOUNTS).approximateNumEntries()).isZero();
    assertThat(driver.getKeyValueStore(Stores.SWEEPS).approximateNumEntries()).isZero();
  }

  @Test
  void shouldHaveNewRowsComputedAgainByAnotherWorker() {
    // Given
    restartEmpty(1);
    send(Topic.CELLS, withTasks(cell("s", SPEC, 10), TaskQueue.SMALL));

    // When
    Result result = result("s", SPEC, 2, 3);
    send(Topic.RESULTS, result);
    send(Topic.RESULTS, result("s", SPEC, 2, 2));

    // Then
    assertThat(drain(Topic.CHECKS, Task.class))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isNull();
              Task task = record.value();
              assertThat(task.getSweep()).isEqualTo("s");
              assertThat(task.getEpoch()).isEqualTo(1);
              assertThat(task.getDefinition()).isEqualTo(Definitions.toRecord(SPEC));
              assertThat(task.getExpected()).isEqualTo(result.getRows());
              assertThat(task.getComputedBy()).isEqualTo("worker");
            });
  }

  @Test
  void shouldNotHaveRowsComputedAgainWhenTheLogIsReadAnew() {
    // Given
    restartEmpty(1);
    send(Topic.CELLS, withTasks(cell("s", SPEC, 10), TaskQueue.SMALL));

    // When
    send(Fixtures.AT.minus(Duration.ofMinutes(11)), Topic.RESULTS, result("s", SPEC, 2, 3));

    // Then
    assertThat(drain(Topic.CHECKS, Task.class)).isEmpty();
    assertThat(latestStatistics(SPEC).getNetworks()).isEqualTo(3);
  }

  @Test
  void shouldNotHaveRowsComputedAgainThatNoSweepIsKnownToWant() {
    // Given
    restartEmpty(1);
    send(Topic.CELLS, withTasks(cell("another", SPEC, 10), TaskQueue.SMALL));

    // When
    send(Topic.RESULTS, result("s", SPEC, 2, 3));

    // Then
    assertThat(drain(Topic.CHECKS, Task.class)).isEmpty();
  }

  @Test
  void shouldTellOfChecksBesideTheStatisticsThatTheyDoNotChange() {
    // Given
    send(Topic.SWEEPS, sweep("s", 1, 10));
    send(Topic.CELLS, cell("s", SPEC, 10));
    send(Topic.RESULTS, result("s", SPEC, 0, 6));
    Statistics before = latestStatistics(SPEC);

    // When: another sweep wanted network 12
    Result check = check(SPEC, "a", "b", List.of(1, 12), List.of(4, 3));
    send(Topic.RESULTS, check);
    send(Topic.RESULTS, check);

    // Then
    Statistics after = latestStatistics(SPEC);
    assertThat(after.getChecked()).isEqualTo(4);
    assertThat(StatisticsRecords.toDisagreements(after))
        .containsExactly(
            new Disagreement(SPEC.id(), 3, "a", "b", "network 3 differs"),
            new Disagreement(SPEC.id(), 4, "a", "b", "network 4 differs"));
    assertThat(Statistics.newBuilder(after).setChecked(0).setDisagreements(List.of()).build())
        .isEqualTo(before);
    Progress progress = latestProgress().get("s");
    assertThat(progress.getDone()).isEqualTo(6);
    assertThat(progress.getChecked()).isEqualTo(3);
    assertThat(progress.getDisagreeing()).isEqualTo(2);
  }

  private Statistics latestStatistics(CellSpec spec) {
    driver.advanceWallClockTime(INTERVAL);
    Statistics latest = null;
    for (TestRecord<String, Statistics> emitted : drain(Topic.STATISTICS, Statistics.class)) {
      if (emitted.key().equals(spec.id())) {
        latest = emitted.value();
      }
    }
    return latest;
  }

  private Map<String, Progress> latestProgress() {
    driver.advanceWallClockTime(INTERVAL);
    Map<String, Progress> latest = new HashMap<>();
    drain(Topic.PROGRESS, Progress.class)
        .forEach(emitted -> latest.put(emitted.key(), emitted.value()));
    return latest;
  }

  static final class RecordingObserver implements AggregationObserver {
    private final Map<Topic, Integer> rejected = new HashMap<>();
    private int newRows;
    private int duplicateRows;

    @Override
    public void onResult(int added, int duplicates) {
      newRows += added;
      duplicateRows += duplicates;
    }

    @Override
    public void onRejected(Topic topic) {
      rejected.merge(topic, 1, Integer::sum);
    }

    @Override
    public void onCell(TaskId task, String cell, CellSummary summary, CellDemand demand) {}

    @Override
    public void onCellPurged(TaskId task, String cell) {}

    @Override
    public void onSweep(TaskId task, Progress progress) {}

    @Override
    public void onSweepPurged(TaskId task, String sweep) {}

    @Override
    public void onReleased(TaskId task) {}
  }
}
