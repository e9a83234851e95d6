package onestep.worker;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Lets tests of requests have the server of a worker that is well. */
public final class FuzzedMetricsServer implements AutoCloseable {

  private final MetricsServer server;

  /** A server at a free port of this machine. */
  public FuzzedMetricsServer(PrometheusMeterRegistry registry) {
    server = new MetricsServer("0", registry, new Health(() -> true, () -> true));
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
