package onestep.local;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import onestep.aggregator.Aggregator;
import onestep.aggregator.AggregatorConfig;
import onestep.aggregator.LiveFigures;
import onestep.aggregator.view.SweepStatus;
import onestep.bench.Fleet;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topics;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;

/** Broker, aggregator and {@link SimulatedWorkers} in this process. */
final class MeasuredFleet implements Fleet {

  private static final long LOOK_MILLIS = 50;

  /** Sweeps of one task that the latency is the median of. */
  private static final int PROBES = 3;

  /** What the embedded broker has shorter than brokers have it by default. */
  private static final Map<String, String> LIKE_A_CLUSTER =
      Map.of(
          "group.share.heartbeat.interval.ms", "5000",
          "group.share.session.timeout.ms", "45000",
          "group.share.assignment.interval.ms", "1000",
          "group.consumer.heartbeat.interval.ms", "5000",
          "group.consumer.session.timeout.ms", "45000",
          "broker.heartbeat.interval.ms", "2000",
          "broker.session.timeout.ms", "9000");

  /** One network a task, whatever it costs. */
  private static final TaskCutter ONE_BY_ONE = new TaskCutter(Duration.ofNanos(1));

  @Override
  public Run run(int workers, int tasks, Duration task) {
    return Scratch.measure((directory, data) -> run(directory, data, workers, tasks, task));
  }

  private static Run run(Path directory, DataDirectory data, int count, int tasks, Duration task)
      throws IOException, InterruptedException {
    InetSocketAddress page = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (EmbeddedBroker broker = EmbeddedBroker.start(data.broker(), 0, LIKE_A_CLUSTER)) {
      KafkaConnection connection = broker.connection();
      Topics.ensure(connection, Topics.Settings.ONE_MACHINE);
      try (Aggregator aggregator =
              Aggregator.start(
                  AggregatorConfig.onOneMachine(connection, data.streams(), page),
                  LiveFigures::new);
          SimulatedWorkers workers = new SimulatedWorkers(connection, task)) {
        Sweeps sweeps = new Sweeps(connection, aggregator, directory);
        long begun = System.nanoTime();
        workers.join(count);
        double joined = secondsSince(begun);
        double latency = latency(sweeps, task);
        double cpu = cpuSeconds();
        double seconds = sweeps.seconds("measured", 1, tasks);
        return new Run(joined, latency, seconds, cpuSeconds() - cpu, workers.served());
      }
    }
  }

  private static double latency(Sweeps sweeps, Duration task)
      throws IOException, InterruptedException {
    double[] latencies = new double[PROBES];
    for (int probe = 0; probe < PROBES; probe++) {
      latencies[probe] = sweeps.seconds("probe-" + probe, 2 + probe, 1) - task.toMillis() / 1e3;
    }
    Arrays.sort(latencies);
    return latencies[PROBES / 2];
  }

  private record Sweeps(KafkaConnection connection, Aggregator aggregator, Path directory) {

    /** How long a sweep takes; no other has networks of its seed. */
    double seconds(String name, int seed, int networks) throws IOException, InterruptedException {
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
      long begun = System.nanoTime();
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
      return secondsSince(begun);
    }

    private boolean isComplete(String name, int networks) {
      SweepStatus status = aggregator.view().sweep(name).orElse(null);
      if (status != null && status.dead() > 0) {
        throw new IllegalStateException(status.dead() + " tasks were given up");
      }
      return status != null && status.done() >= networks;
    }
  }

  private static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
