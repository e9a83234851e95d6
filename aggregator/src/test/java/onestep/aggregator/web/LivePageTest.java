package onestep.aggregator.web;

import static onestep.aggregator.topology.Fixtures.spec;
import static onestep.aggregator.topology.Fixtures.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import onestep.aggregator.topology.Fixtures;
import onestep.aggregator.view.CellStatus;
import onestep.aggregator.view.StatusSource;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.InvalidInputException;
import onestep.contract.record.SweepState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LivePageTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private volatile boolean running = true;
  private LivePage page;

  @BeforeEach
  void start() {
    page = LivePage.start(ANY_PORT, content());
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "onestep.css", "onestep.js", "api/sweeps", "metrics", "nothing"})
  void shouldLetNoPageLoadOrRunAnythingElse(String path) throws Exception {
    // Given, When
    HttpResponse<String> answer = get(path);

    // Then
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void shouldServeAPageWithoutInlineScriptOrForeignHosts() throws Exception {
    // Given, When
    String html = get("").body();

    // Then
    assertThat(html).contains("<script src=\"/onestep.js\"").doesNotContain("://");
    assertThat(html).doesNotContainPattern("<script[^>]*>[^<]").doesNotContainPattern("\\son\\w+=");
    assertThat(get("onestep.js").body()).doesNotContain("://").doesNotContain("innerHTML");
  }

  @Test
  void shouldTellSweeps() throws Exception {
    // Given, When
    HttpResponse<String> answer = get("api/sweeps");

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"sweep\":\"quick & small\"")
        .contains("\"wanted\":20,\"done\":4,\"dead\":1,\"outstanding\":15")
        .contains("\"networksPerSecond\":null,\"remainingSeconds\":null");
  }

  @Test
  void shouldTellCellsWithNullForWhatIsUndefined() throws Exception {
    // Given, When
    HttpResponse<String> answer = get("api/cells?sweep=quick+%26+small");

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"total\":2")
        .contains("\"widths\":[100]")
        .contains("\"theory\":{\"flippedFraction\":null,\"eta\":1.128,\"gradientNorm\":null}");
  }

  @Test
  void shouldLimitCellsAndSayHowManyThereAre() throws Exception {
    // Given, When
    String body = get("api/cells?sweep=quick+%26+small&limit=1").body();

    // Then
    assertThat(body).contains("\"total\":2").contains("\"widths\":[10]");
    assertThat(body).doesNotContain("\"widths\":[100]");
  }

  @Test
  void shouldSayWhatIsWrongWithARequest() throws Exception {
    assertThat(get("api/cells").statusCode()).isEqualTo(400);
    assertThat(get("api/cells?sweep=other").statusCode()).isEqualTo(404);
    assertThat(get("api/cells?sweep=quick+%26+small&limit=x").statusCode()).isEqualTo(400);
    assertThat(get("../secret").statusCode()).isEqualTo(404);
    assertThat(get("figures/figure-2.svg?sweep=quick+%26+small").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldServeFigures() throws Exception {
    // Given, When
    String names = get("api/figures?sweep=quick+%26+small").body();
    HttpResponse<String> answer = get("figures/figure-1-gain-0.5.svg?sweep=quick+%26+small");

    // Then
    assertThat(names).isEqualTo("{\"figures\":[\"figure-1-gain-0.5\"]}");
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/svg+xml");
    assertThat(answer.body()).isEqualTo("<svg/>");
  }

  @Test
  void shouldServeMetricsAsPrometheusReadsThem() throws Exception {
    // Given, When
    HttpResponse<String> answer = get("metrics");

    // Then
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body()).isEqualTo("onestep_results_total 1.0\n");
  }

  @Test
  void shouldBeReadOnly() throws Exception {
    // Given
    HttpRequest request =
        HttpRequest.newBuilder(page.address().resolve("/api/sweeps"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();

    // When
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

    // Then
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void shouldBeUnhealthyWhileTheAggregatorDoesNotRun() throws Exception {
    // Given
    int before = get("health").statusCode();

    // When
    running = false;

    // Then
    assertThat(before).isEqualTo(200);
    assertThat(get("health").statusCode()).isEqualTo(503);
  }

  @Test
  void shouldNameTheAddressThatIsInUse() {
    // Given
    InetSocketAddress taken =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), page.address().getPort());

    // When, Then
    assertThatThrownBy(() -> LivePage.start(taken, content()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("127.0.0.1:" + page.address().getPort())
        .hasMessageContaining("choose another port");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(page.address().resolve("/" + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private LivePage.Content content() {
    return new LivePage.Content(
        new OneSweep(), () -> "onestep_results_total 1.0\n", () -> running, new OneFigure());
  }

  private static final class OneFigure implements FigureSource {

    @Override
    public List<String> names(String sweep) {
      return List.of("figure-1-gain-0.5");
    }

    @Override
    public Optional<String> svg(String sweep, String figure) {
      return Optional.of("<svg/>").filter(svg -> names(sweep).contains(figure));
    }
  }

  private static final class OneSweep implements StatusSource {

    private final SweepStatus status =
        new SweepStatus(
            "quick & small",
            1,
            SweepState.RUNNING,
            2,
            0,
            20,
            20,
            4,
            1,
            12,
            1.5,
            Double.NaN,
            false,
            Fixtures.AT,
            Fixtures.AT);

    @Override
    public List<SweepStatus> sweeps() {
      return List.of(status);
    }

    @Override
    public Optional<SweepStatus> sweep(String name) {
      return sweeps().stream().filter(sweep -> sweep.name().equals(name)).findFirst();
    }

    @Override
    public List<CellStatus> cells(String sweep) {
      return List.of(
          new CellStatus(spec(10).id(), 0, 10, 1, 0, summary(spec(10), 1)),
          new CellStatus(spec(100).id(), 1, 10, 3, 1, summary(spec(100), 3)));
    }

    @Override
    public boolean isAlive() {
      return true;
    }
  }
}
