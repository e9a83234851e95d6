package onestep.producer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.Topic;
import onestep.contract.record.SweepState;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepControlTest {

  /** One network a task. */
  private static final TaskCutter FINE = new TaskCutter(Duration.ofNanos(1));

  private static final int LARGE = 1000;
  private static final int NEVER = Integer.MAX_VALUE;

  @TempDir Path folder;

  private final RecordingCluster cluster = new RecordingCluster();
  private Sweep sweep;

  @BeforeEach
  void submit() throws IOException {
    sweep = sweep("test", "{depth: [1, 2], width: 9, dimension: 8, networks: 3}");
    submit(sweep, NEVER);
  }

  @Test
  void shouldCloseTheEpochWhenPaused() {
    SweepControl.Effect effect = control().pause();

    assertThat(effect).isEqualTo(SweepControl.Effect.DONE);
    assertThat(last().getState()).isEqualTo(SweepState.PAUSED);
    assertThat(last().getEpoch()).isEqualTo(1);
    assertThat(last().getPublishedTasks()).isEqualTo(6);
  }

  @Test
  void shouldWriteNothingWhenPausedAlready() {
    control().pause();
    int records = cluster.sweepRecords().size();

    SweepControl.Effect effect = control().pause();

    assertThat(effect).isEqualTo(SweepControl.Effect.NONE);
    assertThat(cluster.sweepRecords()).hasSize(records);
  }

  @Test
  void shouldAskForWhatIsMissingWhenResumed() {
    control().pause();
    cluster.see(cellId(0), new NetworkRange(1, 2));

    Optional<SubmitResult> result = control().resume(FINE);

    assertThat(result).contains(new SubmitResult(SubmitPlan.Kind.REOPENED, 2, 4, 4, 2, 0));
    assertThat(cluster.requested(2))
        .isEqualTo(Map.of(cellId(0), NetworkSet.upTo(1), cellId(1), NetworkSet.upTo(3)));
    assertThat(last().getState()).isEqualTo(SweepState.RUNNING);
  }

  @Test
  void shouldLeaveARunningSweepAsItIsWhenResumed() {
    Optional<SubmitResult> result = control().resume(FINE);

    assertThat(result).isEmpty();
    assertThat(last().getEpoch()).isEqualTo(1);
  }

  @Test
  void shouldCompleteAResumeInterruptedAtAnyTransaction() {
    for (int commits = 0; commits <= 3; commits++) {
      control().pause();
      int epoch = last().getEpoch() + 1;
      SweepControl killed = cluster.control("test", 4, commits);
      assertThatThrownBy(() -> killed.resume(FINE))
          .isInstanceOf(RecordingCluster.KilledException.class);

      control().resume(FINE);

      assertThat(last().getEpoch()).as("killed after %d", commits).isEqualTo(epoch);
      assertThat(last().getPublishedCells()).isEqualTo(2);
      assertThat(cluster.requested(epoch)).hasSize(2);
    }
  }

  @Test
  void shouldTakeUpACancelledSweepOnlyWhenAskedTo() {
    control().cancel();
    assertThat(last().getState()).isEqualTo(SweepState.CANCELLED);
    assertThatThrownBy(() -> control().pause())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("sweep test is cancelled; onestep resume test takes it up again");
    assertThatThrownBy(() -> control().retry(FINE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("sweep test is cancelled; onestep resume test asks for all that is missing");

    Optional<SubmitResult> result = control().resume(FINE);

    assertThat(result).map(SubmitResult::tasks).contains(6L);
  }

  @Test
  void shouldRetryWhatIsMissing() {
    cluster.see(cellId(0), new NetworkRange(0, 3));
    cluster.see(cellId(1), new NetworkRange(0, 1));

    Optional<SubmitResult> result = control().retry(FINE);

    assertThat(result).contains(new SubmitResult(SubmitPlan.Kind.REOPENED, 2, 2, 2, 4, 0));
  }

  /** Whatever is in: how many networks its rule wants is known only when it has decided. */
  @Test
  void shouldRetryACellWhoseStopRuleHasNotDecided() throws IOException {
    sweep =
        sweep(
            "test",
            "{depth: 1, width: 9, dimension: 8,"
                + " stop: {relative_error: 0.1, max_networks: 60, min_networks: 40}}");
    submit(sweep, NEVER);
    cluster.see(cellId(0), new NetworkRange(0, 60));

    Optional<SubmitResult> open = control().retry(FINE);
    cluster.stop(cellId(0));
    Optional<SubmitResult> decided = control().retry(FINE);

    assertThat(open).map(SubmitResult::cellsInRounds).contains(1L);
    assertThat(decided).isEmpty();
  }

  @Test
  void shouldTakeBackToTheCpuWhatNoDeviceTook() throws IOException {
    // Given
    Sweep onDevice =
        sweep("test", "{depth: [1, 2], width: 9, dimension: 8, networks: 3, backend: cuda}");
    submit(onDevice, NEVER);
    String moved = onDevice.plan().findFirst().orElseThrow().spec().id();
    assertThat(cluster.requested(2)).containsKey(moved).doesNotContainKey(cellId(0));
    assertThat(cluster.tasks(Topic.GPU_TASKS)).hasSize(6);
    int before = cluster.tasks(Topic.SMALL_TASKS).size();

    // When
    control().retry(FINE, Optional.of(BackendChoice.CPU));

    // Then
    assertThat(last().getEpoch()).isEqualTo(3);
    assertThat(last().getSpecification()).isEqualTo(sweep.specification());
    assertThat(cluster.requested(3))
        .isEqualTo(Map.of(cellId(0), NetworkSet.upTo(3), cellId(1), NetworkSet.upTo(3)));
    assertThat(cluster.tasks(Topic.SMALL_TASKS)).hasSize(before + 6);
    assertThat(cluster.tasks(Topic.GPU_TASKS)).hasSize(6);
  }

  @Test
  void shouldOpenNoEpochWhenNothingIsMissing() {
    seeEverything();

    Optional<SubmitResult> result = control().retry(FINE);

    assertThat(result).isEmpty();
    assertThat(last().getEpoch()).isEqualTo(1);
  }

  @Test
  void shouldPurgeOnlyWhatIsFinishedCancelledOrForced() {
    assertThatThrownBy(() -> control().purge(false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "sweep test is running and misses 6 networks; cancel it first, or give --force");
    assertThat(last().getState()).isEqualTo(SweepState.RUNNING);

    assertThat(control().purge(true)).isEqualTo(2);
    assertThat(last().getState()).isEqualTo(SweepState.PURGED);
    assertThat(cluster.cellKeys("test")).isEmpty();
  }

  @Test
  void shouldPurgeACompleteSweepAndKeepTheCellsOfAnother() throws IOException {
    Sweep other = sweep("other", "{depth: 1, width: 9, dimension: 8, networks: 5}");
    submit(other, NEVER);
    seeEverything();

    control().purge(false);

    assertThat(cluster.cellKeys("test")).isEmpty();
    assertThat(cluster.cellKeys("other")).hasSize(1);
    assertThatThrownBy(() -> control().purge(false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "there is no sweep test on this cluster; did you mean other? (onestep list shows all)");
  }

  @Test
  void shouldCompleteAPurgeInterruptedAtAnyTransaction() throws IOException {
    for (int commits = 0; commits <= 2; commits++) {
      submit(sweep, NEVER);
      SweepControl killed = cluster.control("test", 1, commits);
      assertThatThrownBy(() -> killed.purge(true))
          .isInstanceOf(RecordingCluster.KilledException.class);

      control().purge(true);

      assertThat(cluster.cellKeys("test")).as("killed after %d", commits).isEmpty();
    }
  }

  @Test
  void shouldGiveAPurgedSweepALaterEpochWhenItIsSubmittedAgain() {
    control().purge(true);

    SubmitResult result = submit(sweep, NEVER);

    assertThat(result).isEqualTo(new SubmitResult(SubmitPlan.Kind.FIRST, 2, 6, 6, 0, 0));
  }

  @Test
  void shouldStopASubmitUnderWay() {
    cluster.forgetRecords();
    assertThatThrownBy(() -> submit(sweep, 1)).isInstanceOf(RecordingCluster.KilledException.class);

    control().cancel();

    assertThat(last().getState()).isEqualTo(SweepState.CANCELLED);
    assertThat(last().getPublishedCells()).isZero();
  }

  @Test
  void shouldNameTheNearestOfTheSweepsThereAre() throws IOException {
    submit(sweep("another", "{depth: 1, width: 9, dimension: 8, networks: 5}"), NEVER);

    assertThatThrownBy(() -> cluster.control("tset", LARGE, NEVER).cancel())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "there is no sweep tset on this cluster; did you mean test? (onestep list shows all)");
  }

  private SweepControl control() {
    return cluster.control("test", LARGE, NEVER);
  }

  private Sweep sweep(String name, String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml);
    return SweepFiles.load(file.toString(), Limits.DEFAULT);
  }

  private SubmitResult submit(Sweep of, int killedAfter) {
    return cluster.publisher(FINE, LARGE, killedAfter).submit(of, SubmitListener.NONE);
  }

  private void seeEverything() {
    sweep
        .plan()
        .forEach(cell -> cluster.see(cell.spec().id(), new NetworkRange(0, cell.networks())));
  }

  private String cellId(long position) {
    return sweep.planFrom(position).findFirst().orElseThrow().spec().id();
  }

  private onestep.contract.record.Sweep last() {
    List<onestep.contract.record.Sweep> records = cluster.sweepRecords();
    return records.get(records.size() - 1);
  }
}
