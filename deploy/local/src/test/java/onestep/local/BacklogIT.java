package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import onestep.aggregator.view.Backlog;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Topics;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import onestep.worker.Worker;
import onestep.worker.WorkerConfig;
import onestep.worker.attack.CellTrials;
import onestep.worker.backend.cpu.CpuBackend;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scales workers from zero must know of a queue that no worker has ever seen. */
class BacklogIT {

  private static final int TASKS = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** One network a task, whatever it costs. */
  private static final TaskCutter ONE_BY_ONE = new TaskCutter(Duration.ofNanos(1));

  @TempDir private Path directory;

  @Test
  void shouldTellWhatIsQueuedBeforeTheFirstWorkerAndAfterTheLast() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("log"), 0, Map.of());
        Admin admin = broker.connection().admin()) {
      KafkaConnection connection = broker.connection();
      Topics.ensure(connection, Topics.Settings.ONE_MACHINE);
      int partitions = Topics.Settings.ONE_MACHINE.partitions();
      assertThat(small(admin)).as("nothing submitted").isZero();

      submit(connection, "first");
      assertThat(small(admin))
          .as("tasks, and at most a mark of the transaction in each partition")
          .isBetween((long) TASKS, (long) TASKS + partitions);

      try (Worker worker = start(connection)) {
        await().atMost(PATIENCE).until(() -> worker.meters().tasksDone() == TASKS);
        await().atMost(PATIENCE).until(() -> small(admin) == 0);
      }
      assertThat(small(admin)).as("nothing left").isZero();

      submit(connection, "second");
      assertThat(small(admin))
          .as("tasks after the last worker")
          .isBetween((long) TASKS, (long) TASKS + partitions);
      assertThat(Backlog.byQueue(admin)).containsEntry(TaskQueue.BULK, OptionalLong.of(0));
    }
  }

  private static long small(Admin admin) throws InterruptedException {
    return Backlog.byQueue(admin).get(TaskQueue.SMALL).orElseThrow();
  }

  private static Worker start(KafkaConnection connection) {
    return Worker.start(
        connection, WorkerConfig.defaults().withSlots(2), new CellTrials(), CpuBackend::new);
  }

  private void submit(KafkaConnection connection, String name) throws IOException {
    Path file = directory.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        name: %s
        seed: %d
        points: 1
        networks: %d
        cells:
          - {depth: 1, width: 10, dimension: 10}
        """
            .formatted(name, name.length(), TASKS));
    SweepPublisher.submit(
        connection,
        SweepFiles.load(file.toString(), Limits.DEFAULT),
        ONE_BY_ONE,
        SubmitListener.NONE);
  }
}
