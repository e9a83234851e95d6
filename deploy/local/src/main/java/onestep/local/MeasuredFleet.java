package onestep.local;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import onestep.aggregator.Aggregator;
import onestep.aggregator.AggregatorConfig;
import onestep.aggregator.LiveFigures;
import onestep.aggregator.view.SweepStatus;
import onestep.bench.Fleet;
import onestep.contract.DaemonThreads;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topics;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import onestep.worker.Worker;
import onestep.worker.WorkerConfig;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.cpu.CpuBackend;

/**
 * Broker, aggregator and many workers in this process, each worker with clients of its own. A task
 * computes one tiny network, so its row is a true one, and then sleeps.
 */
final class MeasuredFleet implements Fleet {

  private static final long LOOK_MILLIS = 50;

  /** More than a network needs. */
  private static final long MEMORY_BYTES = 64L << 20;

  /**
   * The heartbeats of groups as brokers have them by default, and as many members as they allow.
   */
  private static final Map<String, String> LIKE_A_CLUSTER =
      Map.of(
          "group.share.heartbeat.interval.ms", "5000",
          "group.share.session.timeout.ms", "45000",
          "group.consumer.heartbeat.interval.ms", "5000",
          "group.consumer.session.timeout.ms", "45000",
          "group.share.max.size", "1000");

  /** Workers that start at once. */
  private static final int STARTERS = 8;

  /** One network a task, whatever it costs. */
  private static final TaskCutter ONE_BY_ONE = new TaskCutter(Duration.ofNanos(1));

  @Override
  public Run run(int workers, int tasks, Duration task) {
    return Scratch.measure((directory, data) -> run(directory, data, workers, tasks, task));
  }

  private static Run run(Path directory, DataDirectory data, int workers, int tasks, Duration task)
      throws IOException, InterruptedException {
    InetSocketAddress page = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (EmbeddedBroker broker = EmbeddedBroker.start(data.broker(), 0, LIKE_A_CLUSTER)) {
      KafkaConnection connection = broker.connection();
      Topics.ensure(connection, Topics.Settings.ONE_MACHINE);
      try (Aggregator aggregator =
          Aggregator.start(
              AggregatorConfig.onOneMachine(connection, data.streams(), page), LiveFigures::new)) {
        return new Sweeps(connection, aggregator, directory).run(workers, tasks, task);
      }
    }
  }

  private record Sweeps(KafkaConnection connection, Aggregator aggregator, Path directory) {

    Run run(int count, int tasks, Duration task) throws IOException, InterruptedException {
      ExecutorService starters =
          Executors.newFixedThreadPool(STARTERS, DaemonThreads.named("onestep-start"));
      List<Worker> workers = new ArrayList<>();
      try {
        long begun = System.nanoTime();
        TrialRunner sleeping = sleeping(task);
        List<Future<Worker>> starts = new ArrayList<>();
        for (int worker = 0; worker < count; worker++) {
          WorkerConfig config =
              WorkerConfig.defaults()
                  .withName("simulated-" + worker)
                  .withSlots(1)
                  .withMemoryBytes(MEMORY_BYTES, MEMORY_BYTES);
          starts.add(
              starters.submit(() -> Worker.start(connection, config, sleeping, CpuBackend::new)));
        }
        for (Future<Worker> start : starts) {
          workers.add(start.get());
        }
        // Some get none before others get several: what is missing is submitted again.
        for (int round = 0; !allHaveServed(workers); round++) {
          complete("join-" + round, 2 * count, round + 2);
        }
        final double joined = secondsSince(begun);
        double cpu = cpuSeconds();
        begun = System.nanoTime();
        complete("measured", tasks, 1);
        return new Run(joined, secondsSince(begun), cpuSeconds() - cpu);
      } catch (ExecutionException e) {
        throw new IllegalStateException("a worker has not started: " + e.getCause(), e.getCause());
      } finally {
        close(starters, workers);
      }
    }

    private void complete(String name, int networks, int seed)
        throws IOException, InterruptedException {
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
              .formatted(name, seed, networks));
      SweepPublisher.submit(
          connection,
          SweepFiles.load(file.toString(), Limits.DEFAULT),
          ONE_BY_ONE,
          SubmitListener.NONE);
      while (!isComplete(name, networks)) {
        if (!aggregator.isRunning()) {
          throw new IllegalStateException(
              "the aggregator has stopped", aggregator.failure().orElse(null));
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }

    private boolean isComplete(String name, int networks) {
      SweepStatus status = aggregator.view().sweep(name).orElse(null);
      if (status != null && status.dead() > 0) {
        throw new IllegalStateException(status.dead() + " tasks were given up");
      }
      return status != null && status.done() >= networks;
    }
  }

  private static boolean allHaveServed(List<Worker> workers) {
    return workers.stream().allMatch(worker -> worker.meters().tasksDone() > 0);
  }

  /** Leaves in parallel: each waits for the broker. */
  private static void close(ExecutorService starters, List<Worker> workers)
      throws InterruptedException {
    List<Future<?>> ends = new ArrayList<>();
    for (Worker worker : workers) {
      ends.add(starters.submit(worker::close));
    }
    try {
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker has not ended: " + e.getCause(), e.getCause());
    } finally {
      starters.shutdownNow();
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

  private static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
