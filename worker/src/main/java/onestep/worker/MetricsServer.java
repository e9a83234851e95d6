package onestep.worker;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import onestep.contract.InvalidInputException;

/** Serves a registry to Prometheus at {@code /metrics}. */
final class MetricsServer implements AutoCloseable {

  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  /**
   * Serves at an address.
   *
   * @param address host:port, or a port of this machine alone; 0.0.0.0:port for all interfaces
   * @throws InvalidInputException if it is not an address or is in use
   */
  MetricsServer(String address, PrometheusMeterRegistry registry) {
    try {
      server = HttpServer.create(parse(address), 0);
    } catch (IOException e) {
      throw new InvalidInputException(
          "--metrics-address: cannot listen at " + address + ": " + e.getMessage(), e);
    }
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = registry.scrape(CONTENT_TYPE).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
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
  }
}
