package onestep.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import onestep.aggregator.export.CellTable;
import onestep.aggregator.view.CellStatus;
import onestep.contract.InvalidInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LivePageTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private final StatusOfOneSweep view = new StatusOfOneSweep();
  private volatile boolean running = true;
  private volatile boolean live = true;
  private volatile boolean ready = true;
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
  @ValueSource(
      strings = {
        "",
        "onestep.css",
        "js/main.js",
        "uplot.js",
        "api/sweeps",
        "api/events?sweep=x",
        "metrics",
        "nothing"
      })
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
    assertThat(html).contains("<script src=\"/js/main.js\"").doesNotContain("://");
    assertThat(html)
        .doesNotContainPattern("<script[^>]*>[^<]")
        .doesNotContainPattern("\\s(on\\w+|style)=");
  }

  @Test
  void shouldServeEveryModuleThatAModuleImports() throws Exception {
    // Given
    Set<String> seen = new HashSet<>();
    Deque<String> missing = new ArrayDeque<>(List.of("main.js"));

    // When, Then
    while (!missing.isEmpty()) {
      String module = missing.pop();
      HttpResponse<String> answer = get("js/" + module);
      assertThat(answer.statusCode()).as(module).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/java");
      assertThat(answer.body()).as(module).doesNotContain("://").doesNotContain("innerHTML");
      Matcher imports =
          Pattern.compile("(?:from \"\\./|Worker\\(\"/js/)([a-z]+\\.js)\"").matcher(answer.body());
      while (imports.find()) {
        if (seen.add(imports.group(1))) {
          missing.push(imports.group(1));
        }
      }
    }
    assertThat(seen).contains("listener.js", "stream.js", "chart.js", "table.js");
  }

  @Test
  void shouldLoadInLessThan200KilobytesAtFirst() throws Exception {
    // Given
    List<String> files = new ArrayList<>(List.of("", "onestep.css", "onestep.svg"));
    files.addAll(List.of("uplot.js", "uplot.css"));
    Assets.modules().forEach(module -> files.add("js/" + module + ".js"));

    // When
    int bytes = 0;
    for (String file : files) {
      bytes += get(file).body().getBytes(StandardCharsets.UTF_8).length;
    }

    // Then
    assertThat(bytes).isLessThan(200_000);
  }

  @Test
  void shouldCompressForThoseWhoAsk() throws Exception {
    // Given
    HttpRequest request =
        HttpRequest.newBuilder(page.address().resolve("/uplot.js"))
            .header("Accept-Encoding", "br, gzip")
            .build();

    // When
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());

    // Then
    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
    assertThat(answer.body()).hasSizeLessThan(30_000);
    byte[] body = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo(get("uplot.js").body());
  }

  @Test
  void shouldServeTheTableOfTheResultsFolder() throws Exception {
    // Given
    ByteArrayOutputStream exported = new ByteArrayOutputStream();
    CellTable.write(
        view.cells(StatusOfOneSweep.NAME).stream().map(CellStatus::summary).toList(), exported);

    // When
    HttpResponse<String> answer = get("api/cells.csv?sweep=quick+%26+small");

    // Then
    assertThat(answer.body()).isEqualTo(exported.toString(StandardCharsets.UTF_8));
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"quick---small-cells.csv\"");
  }

  @Test
  void shouldServeTheSpecification() throws Exception {
    // Given, When
    HttpResponse<String> answer = get("api/specification?sweep=quick+%26+small");

    // Then
    assertThat(answer.body()).isEqualTo(StatusOfOneSweep.SPECIFICATION);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void shouldTellWorkersAndFailures() throws Exception {
    assertThat(get("api/workers").body())
        .contains("\"host\":\"host\"", "\"slots\":2", "\"busySeconds\":2.5", "\"now\":");
    assertThat(get("api/failures?sweep=quick+%26+small").body())
        .contains("\"error\":\"overflow in trial 3\"", "\"first\":4", "\"attempts\":5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "uplot.css",
        "js/main.js",
        "metrics",
        "health",
        "health/live",
        "health/ready",
        "api/sweeps",
        "api/workers",
        "api/cells?sweep=quick+%26+small",
        "api/cells.csv?sweep=quick+%26+small",
        "api/failures?sweep=quick+%26+small",
        "api/figures?sweep=quick+%26+small",
        "api/specification?sweep=quick+%26+small",
        "api/events?sweep=quick+%26+small",
        "figures/figure-1-gain-0.5.svg?sweep=quick+%26+small"
      })
  void shouldAnswerHeadWithoutABody(String path) throws Exception {
    // Given
    HttpRequest request =
        HttpRequest.newBuilder(page.address().resolve("/" + path))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();

    // When
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).isPresent();
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cells", "cells.csv", "failures", "figures", "specification"})
  void shouldRefuseWhatNamesNoSweepThatThereIs(String endpoint) throws Exception {
    assertThat(get("api/" + endpoint).statusCode()).isEqualTo(400);
    HttpResponse<String> unknown = get("api/" + endpoint + "?sweep=other");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("{\"error\":\"there is no sweep other\"}");
  }

  @Test
  void shouldTellSweeps() throws Exception {
    // Given, When
    HttpResponse<String> answer = get("api/sweeps");

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"sweep\":\"quick & small\"")
        .contains(
            "\"wanted\":20,\"spared\":0,\"done\":4,\"dead\":1,\"checked\":0,\"disagreeing\":0,\"outstanding\":15")
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
    assertThat(get("nothing").statusCode()).isEqualTo(404);
    assertThat(get("js/../../index.html").statusCode()).isEqualTo(404);
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
  void shouldAnswerEachProbeForItself() throws Exception {
    assertThat(get("health/ready").body()).isEqualTo("{\"status\":\"ready\"}");

    ready = false;
    running = false;
    assertThat(get("health/live").statusCode()).isEqualTo(200);
    assertThat(get("health/ready").statusCode()).isEqualTo(503);

    live = false;
    assertThat(get("health/live").statusCode()).isEqualTo(503);
    assertThat(get("health/live").body()).isEqualTo("{\"status\":\"not live\"}");
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
        view,
        () -> "onestep_results_total 1.0\n",
        new Health(() -> running, () -> live, () -> ready),
        new OneFigure());
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
}
