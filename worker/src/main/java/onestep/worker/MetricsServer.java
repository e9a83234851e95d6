package onestep.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import onestep.contract.DaemonThreads;
import onestep.contract.HttpServers;
import onestep.contract.InvalidInputException;

/**
 * Serves a registry to Prometheus at {@code /metrics}, and answers probes: {@code /health/live} and
 * {@code /health/ready} with 200 or 503.
 */
final class MetricsServer implements AutoCloseable {

  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** A client that is slow must not keep a probe waiting. */
  private static final int THREADS = 16;

  private final HttpServer server;
  private final ExecutorService executor =
      Executors.newFixedThreadPool(THREADS, DaemonThreads.named("metrics"));

  /**
   * Serves at an address.
   *
   * @param address host:port, or a port of this machine alone; 0.0.0.0:port for all interfaces
   * @throws InvalidInputException if it is not an address or is in use
   */
  MetricsServer(String address, PrometheusMeterRegistry registry, Health health) {
    try {
      server = HttpServers.create(parse(address));
    } catch (IOException e) {
      throw new InvalidInputException(
          "--metrics-address: cannot listen at " + address + ": " + e.getMessage(), e);
    }
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, CONTENT_TYPE, registry.scrape(CONTENT_TYPE)));
    serveProbe("/health/live", health.live(), "live");
    serveProbe("/health/ready", health.ready(), "ready");
    server.setExecutor(executor);
    server.start();
  }

  private void serveProbe(String path, BooleanSupplier healthy, String status) {
    server.createContext(
        path,
        exchange -> {
          boolean yes = healthy.getAsBoolean();
          String body = "{\"status\":\"" + (yes ? status : "not " + status) + "\"}";
          answer(exchange, yes ? 200 : 503, "application/json", body);
        });
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    try (exchange) {
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static InetSocketAddress parse(String address) {
    int colon = address.lastIndexOf(':');
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      return colon < 0
          ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
          : new InetSocketAddress(address.substring(0, colon), port);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "--metrics-address must be host:port or a port, got " + address, e);
    }
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return server.getAddress();
  }

  /** The port it listens at. */
  int port() {
    return address().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
