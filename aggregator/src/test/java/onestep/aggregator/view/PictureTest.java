package onestep.aggregator.view;

import static onestep.aggregator.topology.Fixtures.cell;
import static onestep.aggregator.topology.Fixtures.deadLetter;
import static onestep.aggregator.topology.Fixtures.inEpoch;
import static onestep.aggregator.topology.Fixtures.inRounds;
import static onestep.aggregator.topology.Fixtures.spec;
import static onestep.aggregator.topology.Fixtures.statistics;
import static onestep.aggregator.topology.Fixtures.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.StopDecision;
import onestep.aggregator.topology.Fixtures;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.StopRule;
import onestep.contract.cell.WatchedStatistic;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Progress;
import onestep.contract.record.Statistics;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;
import onestep.contract.record.Worker;
import onestep.contract.record.WorkerState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PictureTest {

  private static final CellSpec NARROW = spec(10);
  private static final CellSpec WIDE = spec(100);

  private final Picture picture = new Picture();

  /**
   * Copying a record makes Avro instantiate classes, and the deserializer tells it which it may.
   */
  @BeforeAll
  static void trustTheRecords() throws ClassNotFoundException {
    Class.forName(AvroDeserializer.class.getName());
  }

  @Test
  void shouldShowCellsInPlanOrderWhateverTheOrderOfRecords() {
    // Given
    List<Runnable> records = new ArrayList<>();
    records.add(() -> picture.sweep("s", sweep("s", 2, 14)));
    records.add(() -> picture.wish("s", WIDE.id(), cell("s", 1, WIDE, 4)));
    records.add(() -> picture.wish("s", NARROW.id(), cell("s", 0, NARROW, 10)));
    records.add(() -> picture.statistics(WIDE.id(), statistics(WIDE, 0, 6)));
    Collections.shuffle(records, new Random(3));

    // When
    records.forEach(Runnable::run);

    // Then
    assertThat(picture.cells("s"))
        .extracting(CellStatus::id, CellStatus::wanted, CellStatus::done, CellStatus::settled)
        .containsExactly(tuple(NARROW.id(), 10, 0, false), tuple(WIDE.id(), 4, 4, true));
    assertThat(picture.cells("s").get(0).summary().spec()).isEqualTo(NARROW);
    assertThat(picture.cells("s").get(1).summary().networks()).isEqualTo(6);
  }

  @Test
  void shouldTellOfDisagreementsAboutNetworksThatTheSweepWants() {
    // Given a cell of which another sweep wants more networks
    picture.sweep("s", sweep("s", 1, 4));
    picture.wish("s", WIDE.id(), cell("s", WIDE, 4));
    Statistics checked =
        Statistics.newBuilder(statistics(WIDE, 0, 9))
            .setChecked(5)
            .setDisagreements(
                List.of(
                    new onestep.contract.record.Disagreement(3, "a", "b", "step"),
                    new onestep.contract.record.Disagreement(4, "a", "b", "f")))
            .build();

    // When
    picture.statistics(WIDE.id(), checked);

    // Then
    assertThat(picture.disagreements("s"))
        .containsExactly(new Disagreement(WIDE.id(), 3, "a", "b", "step"));
    assertThat(picture.disagreements("unknown")).isEmpty();
  }

  @Test
  void shouldSettleOnlyOnceTheStatisticsCoverWhatProgressSays() {
    // Given progress that is ahead of the statistics
    picture.sweep("s", sweep("s", 1, 10));
    picture.wish("s", WIDE.id(), cell("s", WIDE, 10));
    picture.statistics(WIDE.id(), statistics(WIDE, 0, 9));
    picture.progress("s", progress(10, 0), 0);
    boolean before = picture.sweep("s").orElseThrow().settled();

    // When
    picture.statistics(WIDE.id(), statistics(WIDE, 0, 10));

    // Then
    assertThat(before).isFalse();
    assertThat(picture.sweep("s").orElseThrow().settled()).isTrue();
  }

  @Test
  void shouldLeaveOutCellsOfAnEarlierEpoch() {
    // Given a sweep of two cells, one of them done
    picture.sweep("s", sweep("s", 2, 14));
    picture.wish("s", WIDE.id(), cell("s", 0, WIDE, 10));
    picture.wish("s", NARROW.id(), cell("s", 1, NARROW, 4));
    picture.statistics(WIDE.id(), statistics(WIDE, 0, 10));
    picture.progress("s", progress(10, 0), 0);

    // When it is changed to the one that is done
    picture.sweep("s", inEpoch(2, sweep("s", 1, 10)));
    picture.wish("s", WIDE.id(), inEpoch(2, cell("s", 0, WIDE, 10)));
    boolean before = picture.sweep("s").orElseThrow().settled();
    picture.progress("s", Progress.newBuilder(progress(10, 0)).setEpoch(2).build(), 0);

    // Then it is settled as soon as the progress of its epoch says so
    assertThat(before).isFalse();
    assertThat(picture.sweep("s").orElseThrow().settled()).isTrue();
    assertThat(picture.cells("s")).extracting(CellStatus::id).containsExactly(WIDE.id());
  }

  @Test
  void shouldPassOverStatisticsOfAnotherVersion() {
    // Given
    picture.sweep("s", sweep("s", 1, 10));
    picture.wish("s", WIDE.id(), cell("s", WIDE, 10));
    picture.statistics(WIDE.id(), statistics(WIDE, 0, 10));

    // When
    picture.statistics(
        WIDE.id(), Statistics.newBuilder(statistics(WIDE, 0, 10)).setVersion(1).build());

    // Then they are still to come
    assertThat(picture.cells("s").get(0).done()).isZero();
    assertThat(picture.cells("s").get(0).summary().trials()).isZero();
  }

  @Test
  void shouldNotCountAsDeadWhatANewEpochTriesAgain() {
    // Given a sweep with two networks given up
    Statistics statistics = statistics(WIDE, 0, 8);
    NetworkSet dead = NetworkSet.upTo(10).minus(NetworkSet.upTo(8));
    picture.sweep("s", sweep("s", 1, 10));
    picture.wish("s", WIDE.id(), cell("s", WIDE, 10));
    picture.statistics(
        WIDE.id(), Statistics.newBuilder(statistics).setDead(dead.toBytes()).build());
    picture.progress("s", progress(8, 2), 0);
    CellStatus before = picture.cells("s").get(0);

    // When a new epoch opens, whose statistics are still to come
    picture.sweep("s", inEpoch(2, sweep("s", 1, 10)));
    picture.wish("s", WIDE.id(), inEpoch(2, cell("s", WIDE, 10)));

    // Then
    assertThat(before.dead()).isEqualTo(2);
    assertThat(before.settled()).isTrue();
    assertThat(picture.cells("s").get(0).dead()).isZero();
    assertThat(picture.cells("s").get(0).settled()).isFalse();
  }

  @Test
  void shouldKeepADeadLetterThatIsAheadOfItsSweep() {
    // Given
    picture.deadLetter(deadLetter("s", WIDE, 0, 1));

    // When
    picture.sweep("s", sweep("s", 1, 10));

    // Then
    assertThat(picture.deadLetters("s")).hasSize(1);
  }

  @Test
  void shouldAccountForEveryNetwork() {
    // Given
    picture.sweep("s", sweep("s", 2, 30));

    // When
    picture.progress("s", progress(7, 2), 0);

    // Then
    SweepStatus status = picture.sweep("s").orElseThrow();
    assertThat(status.outstanding()).isEqualTo(1);
    assertThat(status.unpublished()).isEqualTo(20);
    assertThat(
            status.done()
                + status.dead()
                + status.outstanding()
                + status.cancelled()
                + status.unpublished())
        .isEqualTo(status.wanted());
  }

  @Test
  void shouldEstimateTheTimeLeftFromTheRecentRate() {
    // Given
    picture.sweep("s", sweep("s", 1, 10));
    picture.progress("s", progress(2, 0), 1_000);

    // When two networks a second
    picture.progress("s", progress(6, 0), 3_000);

    // Then
    SweepStatus status = picture.sweep("s").orElseThrow();
    assertThat(status.networksPerSecond()).isCloseTo(2, within(1e-12));
    assertThat(status.remaining()).contains(Duration.ofSeconds(2));
  }

  @Test
  void shouldKnowASweepBeforeItsFirstProgress() {
    // Given, When
    picture.sweep("s", sweep("s", 1, 10));

    // Then
    SweepStatus status = picture.sweep("s").orElseThrow();
    assertThat(status.done()).isZero();
    assertThat(status.settled()).isFalse();
    assertThat(status.remaining()).isEmpty();
  }

  @Test
  void shouldForgetAPurgedSweep() {
    // Given
    picture.sweep("s", sweep("s", 1, 10));
    picture.wish("s", WIDE.id(), cell("s", WIDE, 10));

    // When
    picture.wish("s", WIDE.id(), null);
    picture.sweep("s", Sweep.newBuilder(sweep("s", 1, 0)).setState(SweepState.PURGED).build());

    // Then
    assertThat(picture.sweeps()).isEmpty();
    assertThat(picture.cells("s")).isEmpty();
  }

  @Test
  void shouldKnowTheWorkersThatHaveNotSaidGoodbye() {
    // Given
    picture.worker("a", worker("a", WorkerState.RUNNING));
    picture.worker("b", worker("b", WorkerState.IDLE));

    // When
    picture.worker("a", worker("a", WorkerState.STOPPED));

    // Then
    assertThat(picture.workers()).extracting(Worker::getWorker).containsExactly("b");
  }

  @Test
  void shouldHaveNoRateForASweepThatIsPaused() {
    // Given
    picture.sweep("s", sweep("s", 1, 10));
    picture.progress("s", progress(2, 0), 1_000);
    picture.progress("s", progress(4, 0), 2_000);
    assertThat(picture.sweep("s").orElseThrow().networksPerSecond()).isEqualTo(2);

    // When
    picture.sweep("s", Sweep.newBuilder(sweep("s", 1, 10)).setState(SweepState.PAUSED).build());

    // Then
    assertThat(picture.sweep("s").orElseThrow().networksPerSecond()).isNaN();
  }

  private static Worker worker(String name, WorkerState state) {
    return Worker.newBuilder()
        .setWorker(name)
        .setHost("host")
        .setProcessId(1)
        .setVersion("1")
        .setBackend("cpu")
        .setNumerics("cpu-1")
        .setJvm("17")
        .setSlots(2)
        .setMemoryBytes(1)
        .setState(state)
        .setTasks(List.of())
        .setTasksDone(0)
        .setTrialsDone(0)
        .setBusySeconds(0)
        .setStartedAt(Instant.EPOCH)
        .setUpdatedAt(Instant.EPOCH)
        .build();
  }

  @Test
  void shouldKeepTheLastDeadLetters() {
    // Given, When
    picture.sweep("s", sweep("s", 1, 1000));
    for (int network = 0; network < 150; network++) {
      picture.deadLetter(deadLetter("s", WIDE, network, 1));
    }

    // Then
    assertThat(picture.deadLetters("s")).hasSize(100);
    assertThat(picture.deadLetters("s").get(99).getFirst()).isEqualTo(149);
  }

  @Test
  void shouldReplaceTheLetterThatWasWrittenBeforeTheLastTry() {
    // Given
    picture.sweep("s", sweep("s", 1, 1000));
    DeadLetter before = deadLetter("s", WIDE, 0, 1);
    DeadLetter after = DeadLetter.newBuilder(before).setError("what happened then").build();

    // When
    picture.deadLetter(before);
    picture.deadLetter(deadLetter("s", WIDE, 1, 1));
    picture.deadLetter(after);

    // Then
    assertThat(picture.deadLetters("s")).containsExactly(deadLetter("s", WIDE, 1, 1), after);
  }

  private static final StopRule RULE = StopRule.of(WatchedStatistic.ETA, 0.5, 0.95, 40, 500);

  @Test
  void shouldWaitForWhateverAStopRuleMayAskForAsLongAsItIsOpen() {
    // Given a round of 40 networks, 30 of them in
    picture.sweep("s", sweep("s", 1, 500));
    picture.wish("s", WIDE.id(), inRounds(RULE, cell("s", WIDE, 1)));
    picture.statistics(WIDE.id(), statistics(inRounds(RULE, cell("s", WIDE, 1)), 30));
    picture.progress("s", progress(30, 0), 0);

    // Then
    assertThat(picture.cells("s"))
        .extracting(CellStatus::wanted, CellStatus::spared, CellStatus::done, CellStatus::settled)
        .containsExactly(tuple(500, 0, 30, false));
    assertThat(picture.sweep("s").orElseThrow().wanted()).isEqualTo(500);
  }

  @Test
  void shouldBeSettledWhenTheStopRuleHasDecided() {
    // Given
    picture.sweep("s", sweep("s", 1, 500));
    picture.wish("s", WIDE.id(), inRounds(RULE, cell("s", WIDE, 1)));
    picture.statistics(WIDE.id(), statistics(inRounds(RULE, cell("s", WIDE, 1)), 500));
    int stopped = picture.cells("s").get(0).wanted();
    picture.progress(
        "s", Progress.newBuilder(progress(stopped, 0)).setSpared(500 - stopped).build(), 0);

    // Then
    SweepStatus status = picture.sweep("s").orElseThrow();
    CellStatus cell = picture.cells("s").get(0);
    assertThat(stopped).isLessThan(500);
    assertThat(status.settled()).isTrue();
    assertThat(status.wanted()).isEqualTo(stopped);
    assertThat(status.spared()).isEqualTo(500 - stopped);
    assertThat(cell.spared()).isEqualTo(500 - stopped);
    assertThat(cell.summary().stop().orElseThrow().decision()).isEqualTo(StopDecision.PRECISE);
  }

  @Test
  void shouldNotBelieveTheDecisionOfTheRuleOfAnEarlierEpoch() {
    // Given a sweep whose rule has decided
    picture.sweep("s", sweep("s", 1, 500));
    picture.wish("s", WIDE.id(), inRounds(RULE, cell("s", WIDE, 1)));
    picture.statistics(WIDE.id(), statistics(inRounds(RULE, cell("s", WIDE, 1)), 500));
    picture.progress("s", Progress.newBuilder(progress(40, 0)).setSpared(460).build(), 0);

    // When it is submitted again with another rule
    picture.sweep("s", inEpoch(2, sweep("s", 1, 500)));
    picture.wish("s", WIDE.id(), inEpoch(2, inRounds(RULE, cell("s", WIDE, 1))));

    // Then
    assertThat(picture.cells("s").get(0).settled()).isFalse();
    assertThat(picture.sweep("s").orElseThrow().settled()).isFalse();
    assertThat(picture.sweep("s").orElseThrow().wanted()).isEqualTo(500);
  }

  private static Progress progress(long done, long dead) {
    return Progress.newBuilder()
        .setSweep("s")
        .setEpoch(1)
        .setState(SweepState.RUNNING)
        .setCells(1)
        .setCompleteCells(0)
        .setWanted(10)
        .setPublished(10)
        .setDone(done)
        .setDead(dead)
        .setTrials(3 * done)
        .setSeconds(1)
        .setUpdatedAt(Fixtures.AT)
        .build();
  }
}
