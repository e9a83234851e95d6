package onestep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import onestep.contract.InvalidInputException;
import onestep.worker.kafka.WorkerMeters;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile boolean live = true;
  private volatile boolean ready = true;
  private final Health health = new Health(() -> live, () -> ready);

  @Test
  void shouldServeTheMetersOfAWorker() throws Exception {
    // Given
    WorkerMeters meters = new WorkerMeters(registry, "cpu");
    try (MetricsServer server = new MetricsServer("127.0.0.1:0", registry, health)) {

      // When
      HttpResponse<String> response = get(server, "/metrics");

      // Then
      assertThat(meters.tasksDone()).isZero();
      assertThat(response.body())
          .contains("onestep_worker_tasks_total{backend=\"cpu\",settlement=\"done\"} 0.0");
    }
  }

  @Test
  void shouldAnswerEachProbeForItself() throws Exception {
    try (MetricsServer server = new MetricsServer("127.0.0.1:0", registry, health)) {
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(server, "/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");

      ready = false;
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(503);

      live = false;
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(503);
      assertThat(get(server, "/health/live").body()).isEqualTo("{\"status\":\"not live\"}");
    }
  }

  @Test
  void shouldServeAPortAloneToThisMachineOnly() {
    try (MetricsServer server = new MetricsServer("0", registry, health)) {
      assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
    }
  }

  @Test
  void shouldRefuseWhatIsNoAddress() {
    assertThatThrownBy(() -> new MetricsServer("localhost", registry, health))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--metrics-address must be host:port or a port, got localhost");
  }

  @Test
  void shouldTellWhenThePortIsTaken() {
    try (MetricsServer first = new MetricsServer("127.0.0.1:0", registry, health)) {
      assertThatThrownBy(() -> new MetricsServer("127.0.0.1:" + first.port(), registry, health))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("cannot listen at 127.0.0.1:" + first.port());
    }
  }

  private static HttpResponse<String> get(MetricsServer server, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
