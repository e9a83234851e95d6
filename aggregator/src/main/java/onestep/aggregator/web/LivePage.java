package onestep.aggregator.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import onestep.aggregator.view.StatusSource;
import onestep.contract.DaemonThreads;
import onestep.contract.HttpServers;
import onestep.contract.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live page with its data, metrics for Prometheus, and a health check, over HTTP. Read-only: it
 * answers GET and HEAD alone. Pages load nothing from elsewhere and run no inline script, which the
 * content security policy holds browsers to.
 */
public final class LivePage implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LivePage.class);

  /** Some of them may be held by clients that are slow to ask. */
  private static final int THREADS = 8;

  private static final String EVENTS = "/api/events";

  private static final Map<String, List<String>> COMMON_HEADERS =
      Map.of(
          "X-Content-Type-Options", List.of("nosniff"),
          "Referrer-Policy", List.of("no-referrer"),
          "Cache-Control", List.of("no-store"),
          "Vary", List.of("Accept-Encoding"));

  private final HttpServer server;
  private final ExecutorService executor;
  private final Routes routes;
  private final EventStreams events;

  /**
   * What the page shows.
   *
   * @param view sweeps and cells
   * @param metrics metrics in Prometheus' text format
   * @param health of the aggregator
   * @param figures draws figures
   */
  public record Content(
      StatusSource view, Supplier<String> metrics, Health health, FigureSource figures) {}

  private LivePage(HttpServer server, Content content, EventStreams.Settings settings) {
    this.server = server;
    this.routes = new Routes(content);
    this.events = new EventStreams(content.view(), settings);
    this.executor = Executors.newFixedThreadPool(THREADS, DaemonThreads.named("live-page"));
  }

  /**
   * Serves the page.
   *
   * @param address where; port 0 takes a free one
   * @throws InvalidInputException if the address cannot be used, such as a port in use
   */
  public static LivePage start(InetSocketAddress address, Content content) {
    return start(address, content, EventStreams.Settings.DEFAULT);
  }

  static LivePage start(
      InetSocketAddress address, Content content, EventStreams.Settings settings) {
    HttpServer server;
    try {
      server = HttpServers.create(address);
    } catch (BindException e) {
      throw new InvalidInputException(
          "--web-address: cannot listen at "
              + name(address)
              + ": "
              + e.getMessage()
              + "; choose another port, or 0 for a free one",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LivePage page = new LivePage(server, content, settings);
    server.createContext("/", page::handle);
    server.setExecutor(page.executor);
    server.start();
    log.info("live_page_ready address={}", page.address());
    return page;
  }

  /** Where the page is. */
  public URI address() {
    return URI.create("http://" + name(server.getAddress()) + "/");
  }

  @Override
  public void close() {
    events.close();
    server.stop(0);
    executor.shutdownNow();
  }

  private static String name(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    boolean taken = false;
    try {
      exchange.getResponseHeaders().putAll(COMMON_HEADERS);
      Answer answer;
      try {
        Optional<Answer> whole = answer(exchange);
        taken = whole.isEmpty();
        if (taken) {
          return;
        }
        answer = whole.get();
      } catch (RuntimeException e) {
        log.warn("request_failed path={}", exchange.getRequestURI().getPath(), e);
        answer = Answer.error(500, "internal error; see the log of the aggregator");
      }
      send(exchange, answer);
    } finally {
      if (!taken) {
        exchange.close();
      }
    }
  }

  /** The answer; empty if the exchange has become a stream of events. */
  private Optional<Answer> answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Optional.of(Answer.error(405, "this page is read-only"));
    }
    Query query;
    try {
      query = Query.of(exchange.getRequestURI());
    } catch (IllegalArgumentException e) {
      return Optional.of(
          Answer.error(400, "the query is not percent-encoded as it should be: " + e.getMessage()));
    }
    String path = exchange.getRequestURI().getPath();
    return path.equals(EVENTS) ? stream(exchange, query) : Optional.of(routes.at(path, query));
  }

  /** Starts a stream of events, of all sweeps and of the cells of the one that is asked for. */
  private Optional<Answer> stream(HttpExchange exchange, Query query) {
    Optional<String> sweep = query.get("sweep");
    Optional<Answer> refusal = sweep.flatMap(name -> routes.refusal(query));
    if (refusal.isPresent()) {
      return refusal;
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      return Optional.of(Answer.text("text/event-stream; charset=utf-8", ""));
    }
    exchange.getResponseHeaders().set(Answer.POLICY, Answer.PAGE_POLICY);
    if (events.take(exchange, sweep)) {
      return Optional.empty();
    }
    return Optional.of(
        Answer.error(
            503,
            "there are %d pages open already, the most there may be; close one"
                .formatted(events.most())));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body();
    if (body.length >= Gzip.WORTHWHILE_BYTES && Gzip.isAccepted(exchange)) {
      body = answer.zippedBody();
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
    } else {
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
