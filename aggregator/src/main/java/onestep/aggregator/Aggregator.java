package onestep.aggregator;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import onestep.aggregator.metrics.AggregatorMeters;
import onestep.aggregator.topology.AggregatorTopology;
import onestep.aggregator.topology.StateStoreKind;
import onestep.aggregator.view.BacklogWatch;
import onestep.aggregator.view.StatisticsView;
import onestep.aggregator.web.FigureSource;
import onestep.aggregator.web.Health;
import onestep.aggregator.web.LivePage;
import onestep.contract.InvalidInputException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running aggregator: the Streams client, the view of all statistics, the live page. The topics
 * must exist.
 */
public final class Aggregator implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Aggregator.class);
  private static final Clock UTC = Clock.systemUTC();
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final AggregatorMeters meters;
  private final KafkaStreams streams;
  private final StatisticsView view;
  private final BacklogWatch backlog;
  private final LivePage page;
  private final Optional<LocalState> files;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Aggregator(
      AggregatorConfig config,
      Function<StatisticsView, FigureSource> figures,
      PrometheusMeterRegistry registry) {
    files =
        config.store() == StateStoreKind.ROCKSDB
            ? Optional.of(new LocalState(config.connection(), config.stateDirectory()))
            : Optional.empty();
    view = StatisticsView.open(config.connection());
    backlog = new BacklogWatch(config.connection());
    meters =
        new AggregatorMeters(
            registry, config.exportedCells(), new Seen(view, backlog, this::isRunning), UTC);
    try {
      streams =
          new KafkaStreams(
              AggregatorTopology.build(
                  new AggregatorTopology.Settings(
                      config.emitInterval(),
                      config.store(),
                      config.connection().schemas(),
                      config.crossCheck(),
                      meters)),
              StreamsSettings.of(config));
      page =
          LivePage.start(
              config.webAddress(),
              new LivePage.Content(view, meters::scrape, health(), figures.apply(view)));
    } catch (RuntimeException e) {
      backlog.close();
      view.close();
      meters.close();
      throw e;
    }
    streams.setStateListener((now, before) -> changed(now));
    streams.setUncaughtExceptionHandler(this::respond);
  }

  /**
   * Starts an aggregator; it works as soon as {@link #awaitRunning} says so.
   *
   * @param figures makes the source of the live page's figures from the view
   * @throws InvalidInputException if a topic is missing or the web address cannot be used; nothing
   *     is left running
   */
  public static Aggregator start(
      AggregatorConfig config, Function<StatisticsView, FigureSource> figures) {
    return start(config, figures, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /**
   * As above, with a registry that may have the meters of others too.
   *
   * @param registry what the page shows at {@code /metrics}; closed with the aggregator
   */
  public static Aggregator start(
      AggregatorConfig config,
      Function<StatisticsView, FigureSource> figures,
      PrometheusMeterRegistry registry) {
    Aggregator aggregator = new Aggregator(config, figures, registry);
    aggregator.meters.bind(aggregator.streams, config.stateDirectory());
    try {
      if (aggregator.files.filter(LocalState::isStale).isPresent()) {
        aggregator.streams.cleanUp();
      }
      aggregator.streams.start();
    } catch (RuntimeException e) {
      aggregator.close();
      throw e;
    }
    log.info(
        "aggregator_started instance={} store={} address={}",
        config.instanceId(),
        config.store(),
        aggregator.page.address());
    return aggregator;
  }

  /** Waits until the Streams client runs; false if it does not within the patience. */
  public boolean awaitRunning(Duration patience) throws InterruptedException {
    return running.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the Streams client has stopped, because of a failure or of {@link #close}. */
  public void awaitStopped() throws InterruptedException {
    stopped.await();
  }

  /** What stopped the Streams client; empty if nothing did. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Whether the Streams client runs, or moves partitions. */
  public boolean isRunning() {
    return streams.state().isRunningOrRebalancing();
  }

  /**
   * A long restore is neither dead nor ready. Once it has run, moving partitions does not make it
   * unready: others' restarts would take its page away.
   */
  private Health health() {
    return new Health(
        () -> isRunning() && view.isAlive(),
        () -> !streams.state().hasStartedOrFinishedShuttingDown() && view.isAlive(),
        () -> isRunning() && running.getCount() == 0 && view.isCaughtUp());
  }

  /** The statistics of all instances. */
  public StatisticsView view() {
    return view;
  }

  /** Where the live page is. */
  public URI address() {
    return page.address();
  }

  /** Stops within about ten seconds, and hands its partitions over. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    page.close();
    backlog.close();
    view.close();
    boolean clean =
        streams.close(
            CloseOptions.timeout(CLOSE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    meters.close();
    stopped.countDown();
    log.info("aggregator_stopped clean={}", clean);
  }

  private void changed(KafkaStreams.State now) {
    log.info("aggregator_state state={}", now);
    if (now == KafkaStreams.State.RUNNING) {
      if (running.getCount() > 0) {
        files.ifPresent(LocalState::remember);
      }
      running.countDown();
    } else if (now.hasCompletedShutdown()) {
      stopped.countDown();
    }
  }

  /** What time may cure is tried again by a new thread; the rest stops the client. */
  private StreamThreadExceptionResponse respond(Throwable failure) {
    Optional<Throwable> curable = Curable.byNewThread(failure);
    if (curable.isPresent()) {
      log.warn("aggregator_thread_replaced reason=\"{}\"", curable.get().toString());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    this.failure.compareAndSet(null, failure);
    if (failure instanceof AuthorizationException
        || failure.getCause() instanceof AuthorizationException) {
      log.error("aggregator_refused reason=\"{}\"", failure.getMessage());
    } else if (failure instanceof FencedInstanceIdException
        || failure.getCause() instanceof FencedInstanceIdException) {
      log.error(
          "aggregator_fenced reason=\"another process joined under the name of this one; give each"
              + " its own --instance-id\"");
    } else {
      log.error("aggregator_failed", failure);
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
