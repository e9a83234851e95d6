package onestep.local;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import onestep.aggregator.Aggregator;
import onestep.aggregator.AggregatorConfig;
import onestep.aggregator.LiveFigures;
import onestep.contract.DaemonThreads;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topics;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SubmitResult;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.TaskCutter;
import onestep.worker.Worker;
import onestep.worker.WorkerConfig;
import onestep.worker.attack.CellTrials;
import onestep.worker.backend.cpu.CpuBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker, aggregator and worker in this process. Starting is concurrent: tasks are published and
 * the worker joins while the aggregator comes up.
 */
final class LocalPipeline implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LocalPipeline.class);
  private static final int STOP_SECONDS = 20;

  private final KafkaConnection connection;
  private final ExecutorService starters;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Future<Aggregator> aggregator;
  private Future<Worker> worker;

  private LocalPipeline(KafkaConnection connection) {
    this.connection = connection;
    this.starters = Executors.newCachedThreadPool(DaemonThreads.named("onestep-start"));
  }

  /**
   * What a pipeline is made of.
   *
   * @param data where the broker and the aggregator keep their data
   * @param port port of the broker, 0 for any
   * @param brokerSettings settings of the broker on top of its own
   * @param topics how topics are created
   * @param webPort port of the live page, 0 for any
   * @param worker the worker
   */
  record Config(
      DataDirectory data,
      int port,
      Map<String, String> brokerSettings,
      Topics.Settings topics,
      int webPort,
      WorkerConfig worker) {

    /** The same with a worker that is alone, so that it serves no checks. */
    Config alone() {
      return new Config(data, port, brokerSettings, topics, webPort, worker.withChecks(false));
    }
  }

  /**
   * A pipeline with its own broker, whose topics exist when this returns. Its worker is alone
   * there.
   */
  static LocalPipeline start(Config config) {
    EmbeddedBroker broker =
        EmbeddedBroker.start(config.data().broker(), config.port(), config.brokerSettings());
    return start(config.alone(), broker.connection(), List.of(broker));
  }

  /** A pipeline on an existing cluster, whose topics exist when this returns. */
  static LocalPipeline startOn(KafkaConnection cluster, Config config) {
    return start(config, cluster, List.of());
  }

  private static LocalPipeline start(
      Config config, KafkaConnection connection, List<AutoCloseable> before) {
    LocalPipeline pipeline = new LocalPipeline(connection);
    before.forEach(pipeline.parts::push);
    try {
      Topics.ensure(connection, config.topics());
      pipeline.startParts(config);
      return pipeline;
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  private void startParts(Config config) {
    // One registry: the live page's /metrics has those of the worker too.
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    worker =
        starters.submit(
            () ->
                Worker.start(
                    connection, config.worker(), new CellTrials(), CpuBackend::new, registry));
    AggregatorConfig settings =
        AggregatorConfig.onOneMachine(
            connection,
            config.data().streams(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), config.webPort()));
    aggregator = starters.submit(() -> Aggregator.start(settings, LiveFigures::new, registry));
  }

  /** How clients reach its cluster. */
  KafkaConnection connection() {
    return connection;
  }

  /** The aggregator, once it has started. */
  Aggregator aggregator() throws InterruptedException {
    return started(aggregator);
  }

  /** The worker, once it has started. */
  Worker worker() throws InterruptedException {
    return started(worker);
  }

  /** Submits a sweep, in the background. */
  CompletableFuture<SubmitResult> submit(Sweep sweep, TaskCutter cutter) {
    return CompletableFuture.supplyAsync(
        () -> SweepPublisher.submit(connection, sweep, cutter, SubmitListener.NONE), starters);
  }

  /**
   * Checks that every part still works.
   *
   * @throws IllegalStateException naming the part that does not
   */
  void checkAlive() throws InterruptedException {
    if (!aggregator().isRunning()) {
      throw new IllegalStateException(
          "the aggregator has stopped; ONESTEP_LOG_LEVEL=INFO tells more",
          aggregator().failure().orElse(null));
    }
    if (worker.isDone()) {
      try {
        started(worker).ended().getNow(null);
      } catch (CompletionException e) {
        throw new IllegalStateException("the worker has failed: " + e.getCause(), e.getCause());
      }
    }
  }

  /** What a start gave, or the exception that it ended with. */
  private static <T> T started(Future<T> start) throws InterruptedException {
    try {
      return start.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Stops the worker first, then what it writes to. Everything written stays. */
  @Override
  public void close() {
    // Interrupts a start or a submit under way; a submit's transaction is then aborted.
    starters.shutdownNow();
    boolean interrupted = Thread.interrupted();
    closeStarted(worker);
    closeStarted(aggregator);
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeStarted(Future<? extends AutoCloseable> start) {
    if (start == null) {
      return;
    }
    try {
      close(start.get(STOP_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("part_not_started", e);
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn("part_not_closed part={} error={}", part.getClass().getSimpleName(), e.toString());
    }
  }
}
