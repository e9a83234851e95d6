package onestep.aggregator.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import onestep.aggregator.view.StatusSource;
import onestep.aggregator.view.ViewJson;
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
  private static final int THREADS = 4;
  private static final int DEFAULT_LIMIT = 1_000;
  private static final Pattern FIGURE = Pattern.compile("/figures/([A-Za-z0-9.-]{1,250})\\.svg");
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final String FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private static final Map<String, Asset> ASSETS =
      Map.of(
          "/", new Asset("index.html", "text/html; charset=utf-8"),
          "/onestep.css", new Asset("onestep.css", "text/css; charset=utf-8"),
          "/onestep.js", new Asset("onestep.js", "text/javascript; charset=utf-8"),
          "/onestep.svg", new Asset("onestep.svg", "image/svg+xml"));

  private final HttpServer server;
  private final ExecutorService executor;
  private final Content content;

  private record Asset(String resource, String type) {}

  private record Answer(int status, String type, String policy, String body) {
    static Answer of(int status, String type, String text) {
      return new Answer(status, type, PAGE_POLICY, text);
    }

    static Answer json(int status, String text) {
      return of(status, "application/json", text);
    }
  }

  /**
   * What the page shows.
   *
   * @param view sweeps and cells
   * @param metrics metrics in Prometheus' text format
   * @param running whether the aggregator works
   * @param figures draws figures
   */
  public record Content(
      StatusSource view, Supplier<String> metrics, BooleanSupplier running, FigureSource figures) {}

  private LivePage(HttpServer server, Content content) {
    this.server = server;
    this.content = content;
    this.executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "live-page");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Serves the page.
   *
   * @param address where; port 0 takes a free one
   * @throws InvalidInputException if the address cannot be used, such as a port in use
   */
  public static LivePage start(InetSocketAddress address, Content content) {
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
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
    LivePage page = new LivePage(server, content);
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
    server.stop(0);
    executor.shutdownNow();
  }

  private static String name(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (RuntimeException e) {
        log.warn("request_failed path={}", exchange.getRequestURI().getPath(), e);
        answer = Answer.json(500, ViewJson.error("internal error; see the log"));
      }
      send(exchange, answer);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Answer.json(405, ViewJson.error("this page is read-only"));
    }
    String path = exchange.getRequestURI().getPath();
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    Asset asset = ASSETS.get(path);
    if (asset != null) {
      return new Answer(200, asset.type(), PAGE_POLICY, resource(asset.resource()));
    }
    Matcher figure = FIGURE.matcher(path);
    if (figure.matches()) {
      return figure(query.get("sweep"), figure.group(1));
    }
    return switch (path) {
      case "/metrics" ->
          Answer.of(200, "text/plain; version=0.0.4; charset=utf-8", content.metrics().get());
      case "/health" -> health();
      case "/api/sweeps" -> Answer.json(200, ViewJson.sweeps(content.view().sweeps()));
      case "/api/cells" -> cells(query);
      case "/api/figures" -> figures(query);
      default -> Answer.json(404, ViewJson.error("nothing at " + path));
    };
  }

  private Answer health() {
    boolean running = content.running().getAsBoolean() && content.view().isAlive();
    return Answer.json(running ? 200 : 503, ViewJson.health(running));
  }

  private Answer cells(Map<String, String> query) {
    Optional<Answer> refusal = refuseUnknownSweep(query);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    String limit = query.getOrDefault("limit", Integer.toString(DEFAULT_LIMIT));
    if (!limit.matches("[0-9]{1,9}")) {
      return Answer.json(400, ViewJson.error("limit must be a number, got " + limit));
    }
    return Answer.json(
        200, ViewJson.cells(content.view().cells(query.get("sweep")), Integer.parseInt(limit)));
  }

  private Answer figures(Map<String, String> query) {
    return refuseUnknownSweep(query)
        .orElseGet(
            () -> Answer.json(200, ViewJson.figures(content.figures().names(query.get("sweep")))));
  }

  private Optional<Answer> refuseUnknownSweep(Map<String, String> query) {
    String sweep = query.get("sweep");
    if (sweep == null) {
      return Optional.of(Answer.json(400, ViewJson.error("sweep is missing; add ?sweep=NAME")));
    }
    return content.view().sweep(sweep).isPresent()
        ? Optional.empty()
        : Optional.of(Answer.json(404, ViewJson.error("there is no sweep " + sweep)));
  }

  private Answer figure(String sweep, String figure) {
    Optional<String> svg = sweep == null ? Optional.empty() : content.figures().svg(sweep, figure);
    return svg.map(text -> new Answer(200, "image/svg+xml", FIGURE_POLICY, text))
        .orElseGet(() -> Answer.json(404, ViewJson.error("no figure " + figure + " (yet)")));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", answer.type());
    headers.put("Content-Security-Policy", answer.policy());
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cache-Control", "no-store");
    headers.forEach(exchange.getResponseHeaders()::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
    } else {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = LivePage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          query.put(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    }
    return query;
  }
}
