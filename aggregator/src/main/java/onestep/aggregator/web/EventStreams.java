package onestep.aggregator.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import onestep.aggregator.view.StatusSource;
import onestep.contract.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: each client has a thread of its own, which tells once an interval what has
 * changed. A client that reads slowly gets what has changed since, and not what it has missed; one
 * that does not read at all is given up.
 */
final class EventStreams implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

  /** How long a client goes without a sign of life; also how soon one that has left is noticed. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final SweepFrames frames;
  private final Settings settings;
  private final ExecutorService threads;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private final Thread watch;

  /**
   * Bounds of the streams.
   *
   * @param most streams at the same time
   * @param interval time between events
   * @param patience how long a client may take to read an event
   */
  record Settings(int most, Duration interval, Duration patience) {

    static final Settings DEFAULT = new Settings(32, Duration.ofSeconds(1), Duration.ofSeconds(20));
  }

  EventStreams(StatusSource view, Settings settings) {
    this.settings = settings;
    this.frames =
        new SweepFrames(view, Clock.systemUTC(), settings.interval().multipliedBy(9).dividedBy(10));
    this.threads =
        new ThreadPoolExecutor(
            0,
            settings.most(),
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("live-page-events"));
    this.watch = DaemonThreads.of("live-page-watch", this::watch);
    this.watch.start();
  }

  /** The most streams at the same time. */
  int most() {
    return settings.most();
  }

  /**
   * Takes an exchange over, which has not been answered yet, and closes it in the end.
   *
   * @param sweep the sweep whose cells are told
   * @return false if there are as many streams as there may be; the exchange is left as it was
   */
  boolean take(HttpExchange exchange, Optional<String> sweep) {
    try {
      threads.execute(new Stream(exchange, new SweepChanges(sweep), sweep));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Ends all streams; clients come back as soon as there is someone to answer them. */
  @Override
  public void close() {
    watch.interrupt();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("event_streams_left count={}", open.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(settings.interval().toMillis());
        long now = System.nanoTime();
        open.forEach(stream -> stream.giveUpIfStuck(now));
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private final class Stream implements Runnable {

    private final HttpExchange exchange;
    private final SweepChanges changes;
    private final Optional<String> sweep;
    private Thread thread;
    private boolean writing;
    private long since;

    Stream(HttpExchange exchange, SweepChanges changes, Optional<String> sweep) {
      this.exchange = exchange;
      this.changes = changes;
      this.sweep = sweep;
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      open.add(this);
      try (exchange;
          OutputStream out = start()) {
        tell(out);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        log.debug("event_stream_ended reason=\"{}\"", e.getMessage());
      } catch (RuntimeException e) {
        log.warn("event_stream_failed", e);
      } finally {
        open.remove(this);
      }
    }

    /** Interrupting a thread that writes to a socket closes the socket. */
    private synchronized void giveUpIfStuck(long now) {
      if (writing && now - since > settings.patience().toNanos()) {
        log.info("event_stream_stuck client={}", exchange.getRemoteAddress());
        thread.interrupt();
      }
    }

    private synchronized void writing(boolean now) {
      writing = now;
      since = System.nanoTime();
    }

    private OutputStream start() throws IOException {
      boolean zipped = Gzip.isAccepted(exchange);
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
      if (zipped) {
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      }
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      return zipped ? Gzip.stream(out) : out;
    }

    private void tell(OutputStream out) throws IOException, InterruptedException {
      write(out, "retry: 1000\n\n");
      long told = System.nanoTime();
      while (true) {
        List<SweepChanges.Event> events = changes.to(frames.of(sweep));
        for (SweepChanges.Event event : events) {
          write(out, "event: " + event.name() + "\ndata: " + event.data() + "\n\n");
        }
        if (!events.isEmpty()) {
          told = System.nanoTime();
        } else if (System.nanoTime() - told > QUIET.toNanos()) {
          write(out, "event: alive\ndata: {}\n\n");
          told = System.nanoTime();
        }
        Thread.sleep(settings.interval().toMillis());
      }
    }

    private void write(OutputStream out, String text) throws IOException {
      writing(true);
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      writing(false);
    }
  }
}
