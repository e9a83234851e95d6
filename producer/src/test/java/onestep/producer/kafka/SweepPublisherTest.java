package onestep.producer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.contract.record.SweepState;
import onestep.contract.record.Task;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SweepPublisherTest {

  /** One network a task. */
  private static final TaskCutter FINE = new TaskCutter(Duration.ofNanos(1));

  private static final int LARGE = 1000;
  private static final int NEVER = Integer.MAX_VALUE;

  @TempDir Path folder;

  private final RecordingCluster cluster = new RecordingCluster();

  @Test
  void shouldPublishEveryCellAndTaskOfANewSweep() throws IOException {
    Sweep sweep = sweep("{depth: [1, 2], width: 9, dimension: 8, networks: 3, points: 2}");

    SubmitResult result = submit(sweep);

    assertThat(result).isEqualTo(new SubmitResult(SubmitPlan.Kind.FIRST, 1, 6, 6, 0, 0));
    assertThat(cluster.cells()).extracting(Cell::getPosition).containsExactly(0L, 1L);
    assertThat(cluster.cells()).extracting(Cell::getNetworks).containsExactly(3, 3);
    assertThat(cluster.requested(1)).isEqualTo(wanted(sweep));
    assertThat(cluster.tasks()).allMatch(task -> task.getEstimatedSeconds() > 0);
    assertThat(last().getPublishedCells()).isEqualTo(2);
    assertThat(last().getPublishedTasks()).isEqualTo(6);
    assertThat(last().getNetworks()).isEqualTo(6);
  }

  /** The aggregator asks for their networks: also for those that another sweep has brought in. */
  @Test
  void shouldPublishNoTasksOfACellWithAStopRule() throws IOException {
    Sweep sweep =
        sweep(
            "{depth: 1, width: 9, dimension: 8, cells: [{seed: 1, networks: 3},"
                + " {seed: 2, stop: {relative_error: 0.1, max_networks: 60, min_networks: 40}}]}");
    cluster.see(cellId(sweep, 1), new NetworkRange(0, 60));

    SubmitResult result = submit(sweep);

    assertThat(result).isEqualTo(new SubmitResult(SubmitPlan.Kind.FIRST, 1, 3, 3, 0, 1));
    assertThat(cluster.requested(1)).containsOnlyKeys(cellId(sweep, 0));
    assertThat(last().getPublishedCells()).isEqualTo(2);
    assertThat(last().getNetworks()).isEqualTo(63);
    Cell fixed = cluster.cells().get(0);
    Cell adaptive = cluster.cells().get(1);
    assertThat(fixed.getStop()).isNull();
    assertThat(adaptive.getNetworks()).isEqualTo(60);
    assertThat(adaptive.getStop().getStatistic()).isEqualTo("eta");
    assertThat(adaptive.getStop().getRounds()).containsExactly(40, 50, 60);
    assertThat(adaptive.getTasks().getTopic()).isEqualTo("onestep.tasks-small");
    assertThat(adaptive.getTasks().getNetworks()).isEqualTo(1);
    assertThat(adaptive.getTasks().getMemoryBytes()).isPositive();
  }

  @Test
  void shouldOpenTheEpochBeforeItsFirstTask() throws IOException {
    Sweep sweep = sweep("{depth: 1, width: 9, dimension: 8, networks: 3}");

    assertThatThrownBy(() -> submit(sweep, LARGE, 1))
        .isInstanceOf(RecordingCluster.KilledException.class);

    assertThat(cluster.tasks()).isEmpty();
    assertThat(last().getEpoch()).isEqualTo(1);
    assertThat(last().getPublishedCells()).isZero();
  }

  @Test
  void shouldCompleteASubmitInterruptedAtAnyTransaction() throws IOException {
    Sweep sweep = sweep("{depth: [1, 2, 3], width: 9, dimension: 8, networks: 5}");

    // 18 records, 4 per transaction and one to open: 6 transactions.
    for (int first = 0; first <= 6; first++) {
      for (int second = 0; second <= 6 - first; second++) {
        cluster.forgetRecords();
        submitUntilKilled(sweep, first);
        submitUntilKilled(sweep, second);
        SubmitResult result = submit(sweep, 4, NEVER);

        assertThat(result.epoch()).isEqualTo(1);
        assertThat(cluster.requested(1))
            .as("killed after %d and %d transactions", first, second)
            .isEqualTo(wanted(sweep));
        assertThat(cluster.cells()).extracting(Cell::getPosition).containsExactly(0L, 1L, 2L);
        assertThat(last().getPublishedTasks()).isEqualTo(15);
      }
    }
  }

  @Test
  void shouldCompleteAnInterruptedSubmitWithTasksOfAnotherSize() throws IOException {
    Sweep sweep = sweep("{depth: 1, width: 9, dimension: 8, networks: 10}");
    submitUntilKilled(sweep, 2);

    cluster
        .publisher(new TaskCutter(Duration.ofDays(1)), LARGE, NEVER)
        .submit(sweep, SubmitListener.NONE);

    assertThat(cluster.requested(1)).isEqualTo(wanted(sweep));
    assertThat(cluster.tasks()).extracting(Task::getCount).containsExactly(1, 1, 1, 7);
  }

  @Test
  void shouldPublishNothingWhenTheSameSweepIsPublishedAlready() throws IOException {
    Sweep sweep = sweep("{depth: 1, width: 9, dimension: 8, networks: 3}");
    submit(sweep);
    int records = cluster.sweepRecords().size();

    SubmitResult result = submit(sweep);

    assertThat(result).isEqualTo(new SubmitResult(SubmitPlan.Kind.COMPLETE, 1, 0, 0, 0, 0));
    assertThat(cluster.tasks()).hasSize(3);
    assertThat(cluster.sweepRecords()).hasSize(records);
  }

  @Test
  void shouldAskForWhatIsMissingWhenTheSweepIsExtended() throws IOException {
    Sweep small = sweep("{depth: 1, width: 9, dimension: 8, networks: 3}");
    Sweep large = sweep("{depth: [1, 2], width: 9, dimension: 8, networks: 5}");
    String shared = cellId(small, 0);
    submit(small);
    cluster.see(shared, new NetworkRange(0, 2));

    SubmitResult result = submit(large);

    assertThat(result).isEqualTo(new SubmitResult(SubmitPlan.Kind.REOPENED, 2, 8, 8, 2, 0));
    NetworkSet missing = NetworkSet.upTo(5).minus(NetworkSet.upTo(2));
    assertThat(cluster.requested(2))
        .isEqualTo(Map.of(shared, missing, cellId(large, 1), NetworkSet.upTo(5)));
    assertThat(last().getEpoch()).isEqualTo(2);
  }

  @Test
  void shouldPassOverNetworksThatAnotherSweepHasSeen() throws IOException {
    Sweep sweep = sweep("{depth: [1, 2], width: 9, dimension: 8, networks: 4}");
    cluster.see(cellId(sweep, 0), new NetworkRange(0, 4));
    cluster.see(cellId(sweep, 1), new NetworkRange(1, 9));

    SubmitResult result = submit(sweep);

    assertThat(result).isEqualTo(new SubmitResult(SubmitPlan.Kind.FIRST, 1, 1, 1, 7, 0));
    assertThat(cluster.requested(1)).isEqualTo(Map.of(cellId(sweep, 1), NetworkSet.upTo(1)));
    assertThat(cluster.cells()).hasSize(2);
  }

  @Test
  void shouldOpenANewEpochForASweepThatWasStopped() throws IOException {
    Sweep sweep = sweep("{depth: 1, width: 9, dimension: 8, networks: 3}");
    submit(sweep);
    cluster.put(
        onestep.contract.record.Sweep.newBuilder(last()).setState(SweepState.CANCELLED).build());

    SubmitResult result = submit(sweep);

    assertThat(result.kind()).isEqualTo(SubmitPlan.Kind.REOPENED);
    assertThat(cluster.requested(2)).isEqualTo(wanted(sweep));
    assertThat(last().getState()).isEqualTo(SweepState.RUNNING);
  }

  @ParameterizedTest
  @EnumSource(
      value = SweepState.class,
      names = {"PAUSED", "CANCELLED"})
  void shouldLeaveASweepStoppedForThoseWhoAskForThat(SweepState stopped) throws IOException {
    Sweep sweep = sweep("{depth: 1, width: 9, dimension: 8, networks: 3}");
    submit(sweep);
    cluster.put(onestep.contract.record.Sweep.newBuilder(last()).setState(stopped).build());

    SubmitResult result = submitUnlessStopped(sweep);

    assertThat(result).isEqualTo(new SubmitResult(SubmitPlan.Kind.STOPPED, 1, 0, 0, 0, 0));
    assertThat(last().getState()).isEqualTo(stopped);
  }

  @Test
  void shouldSubmitAnyOtherSweepForThem() throws IOException {
    Sweep small = sweep("{depth: 1, width: 9, dimension: 8, networks: 3}");
    Sweep large = sweep("{depth: 1, width: 9, dimension: 8, networks: 5}");

    assertThat(submitUnlessStopped(small).kind()).isEqualTo(SubmitPlan.Kind.FIRST);
    assertThat(submitUnlessStopped(small).kind()).isEqualTo(SubmitPlan.Kind.COMPLETE);
    assertThat(submitUnlessStopped(large).kind()).isEqualTo(SubmitPlan.Kind.REOPENED);
    cluster.put(
        onestep.contract.record.Sweep.newBuilder(last()).setState(SweepState.PURGED).build());
    assertThat(submitUnlessStopped(large).kind()).isEqualTo(SubmitPlan.Kind.FIRST);
  }

  @Test
  void shouldTellTheListenerAfterEachTransaction() throws IOException {
    Sweep sweep = sweep("{depth: [1, 2], width: 9, dimension: 8, networks: 3}");
    StringBuilder told = new StringBuilder();

    cluster
        .publisher(FINE, 4, NEVER)
        .submit(
            sweep,
            (cells, ofCells, tasks) ->
                told.append(cells)
                    .append('/')
                    .append(ofCells)
                    .append(' ')
                    .append(tasks)
                    .append(';'));

    assertThat(told).hasToString("0/2 0;0/2 3;1/2 6;2/2 6;");
  }

  @Test
  void shouldQueueTheTasksOfASmallSweepApart() throws IOException {
    Sweep small = sweep("{depth: 1, width: 9, dimension: 8, networks: 3}");
    Sweep large = sweep("{depth: 6, width: 1000000, dimension: 1000, networks: 1000}");

    submit(small);
    assertThat(cluster.tasks(Topic.SMALL_TASKS)).hasSize(3);
    assertThat(cluster.tasks(Topic.TASKS)).isEmpty();
    cluster.forgetRecords();
    submit(large);

    assertThat(cluster.tasks(Topic.SMALL_TASKS)).isEmpty();
    assertThat(cluster.tasks(Topic.TASKS)).hasSize(1000);
  }

  @Test
  void shouldGiveWayToALaterSubmit() throws IOException {
    Sweep sweep = sweep("{depth: 1, width: 9, dimension: 8, networks: 3}");
    MockProducer<String, SpecificRecord> producer = cluster.immortalProducer();
    SweepPublisher publisher = cluster.publisher(producer, FINE, LARGE);

    assertThatThrownBy(
            () -> publisher.submit(sweep, (cells, ofCells, tasks) -> producer.fenceProducer()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("sweep test: another command has taken over; this one stops");
    assertThat(cluster.tasks()).isEmpty();
  }

  private Sweep sweep(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("test.yaml"), yaml);
    return SweepFiles.load(file.toString(), Limits.DEFAULT);
  }

  private SubmitResult submitUnlessStopped(Sweep sweep) {
    return cluster.publisher(FINE, LARGE, NEVER).submitUnlessStopped(sweep, SubmitListener.NONE);
  }

  private SubmitResult submit(Sweep sweep) {
    return submit(sweep, LARGE, NEVER);
  }

  private SubmitResult submit(Sweep sweep, int transactionRecords, int killedAfter) {
    return cluster
        .publisher(FINE, transactionRecords, killedAfter)
        .submit(sweep, SubmitListener.NONE);
  }

  private void submitUntilKilled(Sweep sweep, int transactions) {
    try {
      submit(sweep, 4, transactions);
    } catch (RecordingCluster.KilledException e) {
      // as asked for
    }
  }

  private onestep.contract.record.Sweep last() {
    List<onestep.contract.record.Sweep> sweeps = cluster.sweepRecords();
    return sweeps.get(sweeps.size() - 1);
  }

  private static String cellId(Sweep sweep, long position) {
    return sweep.planFrom(position).findFirst().orElseThrow().spec().id();
  }

  private static Map<String, NetworkSet> wanted(Sweep sweep) {
    Map<String, NetworkSet> wanted = new HashMap<>();
    sweep.plan().forEach(c -> wanted.put(c.spec().id(), NetworkSet.upTo(c.networks())));
    return wanted;
  }
}
