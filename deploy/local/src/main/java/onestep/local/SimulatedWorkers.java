package onestep.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import onestep.contract.DaemonThreads;
import onestep.contract.kafka.KafkaConnection;
import onestep.worker.Worker;
import onestep.worker.WorkerConfig;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.cpu.CpuBackend;

/**
 * Many workers in this process, each with clients of its own. A task computes its networks, so
 * their rows are true ones, and then sleeps.
 */
final class SimulatedWorkers implements AutoCloseable {

  /**
   * Workers that join at once. A share consumer that waits for the answer to its first heartbeat
   * keeps two threads spinning (kafka-clients 4.3.1, KAFKA-21031): hundreds of them would take the
   * cores that the coordinator needs for that very answer.
   */
  private static final int JOINING = 4;

  private static final Duration JOIN_PATIENCE = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 50;

  /** More than a tiny network needs. */
  private static final long MEMORY_BYTES = 64L << 20;

  private final ExecutorService starters =
      Executors.newFixedThreadPool(JOINING, DaemonThreads.named("onestep-start"));

  private final Queue<Worker> workers = new ConcurrentLinkedQueue<>();
  private final KafkaConnection connection;
  private final TrialRunner sleeping;

  /**
   * No workers yet.
   *
   * @param task how long a network sleeps
   */
  SimulatedWorkers(KafkaConnection connection, Duration task) {
    this.connection = connection;
    this.sleeping = sleeping(task);
  }

  /** Starts workers of one slot and waits until all of them are in their share groups. */
  void join(int count) throws InterruptedException {
    List<Future<?>> starts = new ArrayList<>();
    for (int worker = 0; worker < count; worker++) {
      String name = "simulated-" + worker;
      starts.add(
          starters.submit(
              () -> {
                join(name);
                return null;
              }));
    }
    await(starts);
  }

  private void join(String name) throws InterruptedException {
    WorkerConfig config =
        WorkerConfig.defaults()
            .withName(name)
            .withSlots(1)
            .withMemoryBytes(MEMORY_BYTES, MEMORY_BYTES);
    Worker worker = Worker.start(connection, config, sleeping, CpuBackend::new);
    workers.add(worker);
    long deadline = System.nanoTime() + JOIN_PATIENCE.toNanos();
    while (!worker.isReady()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            String.format(
                "worker %d was not in its share groups after %d s",
                workers.size(), JOIN_PATIENCE.toSeconds()));
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** How many have done a task. */
  int served() {
    return (int) workers.stream().filter(worker -> worker.meters().tasksDone() > 0).count();
  }

  /** Lets them leave in parallel: each waits for the broker. */
  @Override
  public void close() {
    List<Future<?>> ends = new ArrayList<>();
    for (Worker worker : workers) {
      ends.add(starters.submit(worker::close));
    }
    try {
      await(ends);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      starters.shutdownNow();
    }
  }

  private static void await(List<Future<?>> futures) throws InterruptedException {
    try {
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  private static TrialRunner sleeping(Duration task) {
    TrialRunner trials = new CellTrials();
    return (cell, network, backend) -> {
      NetworkTrials rows = trials.run(cell, network, backend);
      try {
        Thread.sleep(task.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return rows;
    };
  }
}
