package onestep.local.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import onestep.aggregator.view.PictureSource;
import onestep.aggregator.web.FigureSource;
import onestep.aggregator.web.Health;
import onestep.aggregator.web.LivePage;
import onestep.worker.FuzzedMetricsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a client sends, both servers answer it without a trace of what they are made of, or hang
 * up; and they go on answering others.
 */
class HttpFuzzTest {

  private static final long MOST_BYTES = 64L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final List<String> METHODS =
      List.of(
          "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "",
          "G\0T");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/metrics",
          "/health",
          "/health/live",
          "/health/ready",
          "/api/sweeps",
          "/api/workers",
          "/api/cells",
          "/api/cells.csv",
          "/api/failures",
          "/api/figures",
          "/api/specification",
          "/api/events",
          "/figures/figure-1.svg",
          "/js/main.js",
          "/../../etc/passwd",
          "/figures/%2e%2e%2fx.svg",
          "/%",
          "/%zz",
          "//x",
          "/\u00e9",
          "*",
          "http://x/health",
          "?",
          "");
  private static final List<String> QUERIES =
      List.of(
          "",
          "",
          "?sweep=storm",
          "?sweep=",
          "?sweep=%",
          "?sweep=%00",
          "?limit=-1&sweep=storm",
          "?sweep=storm&limit=99999999999",
          "?&&==&",
          "?sweep=storm&sweep=x",
          "?sweep=<script>");
  private static final List<String> HEADERS =
      List.of(
          "Host: x",
          "Connection: close",
          "Connection: keep-alive",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Content-Length: 5",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip",
          "Accept-Encoding: gzip;q=",
          "Accept-Encoding: gzip",
          "Expect: 100-continue",
          "Upgrade: websocket",
          "Range: bytes=0-",
          "X: " + "y".repeat(9_000),
          ": none",
          "no colon",
          " folded",
          "X\0: y");

  private final PictureSource view = PictureSource.storm();
  private final LivePage page =
      LivePage.start(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          new LivePage.Content(
              view,
              () -> "metric 1\n",
              new Health(() -> true, () -> true, () -> true),
              FigureSource.NONE));
  private final FuzzedMetricsServer metrics =
      new FuzzedMetricsServer(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

  @AfterEach
  void close() {
    page.close();
    metrics.close();
  }

  @Test
  void shouldAnswerRequestsOfAnyParts() {
    Fuzz.tryInputs(
        "HTTP requests of parts at random, to both servers",
        600,
        MOST_BYTES,
        random -> {
          byte[] request = request(random).getBytes(StandardCharsets.ISO_8859_1);
          assertHarmless(
              request, exchange(random.nextBoolean() ? page() : metrics.port(), request));
        });
    assertAlive();
  }

  @Test
  void shouldAnswerRequestsWithChangedBytes() {
    Fuzz.tryInputs(
        "HTTP requests with changed bytes, to both servers",
        600,
        MOST_BYTES,
        random -> {
          byte[] request =
              Fuzz.mutated(request(random).getBytes(StandardCharsets.ISO_8859_1), random);
          assertHarmless(
              request, exchange(random.nextBoolean() ? page() : metrics.port(), request));
        });
    assertAlive();
  }

  /** More clients than a server has threads send half a request and then nothing. */
  @Test
  void shouldAnswerOthersAlthoughSomeClientsStopHalfWay() throws IOException {
    List<Socket> stuck = new ArrayList<>();
    try {
      for (int port : List.of(page(), metrics.port())) {
        for (int i = 0; i < 6; i++) {
          Socket socket = connect(port);
          socket
              .getOutputStream()
              .write("GET /health/live HTTP/1.1\r\nHost".getBytes(StandardCharsets.US_ASCII));
          stuck.add(socket);
        }
      }

      assertAlive();
    } finally {
      for (Socket socket : stuck) {
        socket.close();
      }
    }
  }

  private int page() {
    return page.address().getPort();
  }

  private void assertAlive() {
    for (int port : List.of(page(), metrics.port())) {
      String answer =
          exchange(
              port,
              "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"live\"}");
    }
  }

  private static void assertHarmless(byte[] request, String answer) {
    String as = new String(request, StandardCharsets.ISO_8859_1);
    assertThat(answer)
        .as(as)
        .doesNotContain("\tat ", ".java:", "onestep.aggregator", "onestep.worker");
    assertThat(answer).as(as).doesNotStartWith("HTTP/1.1 500");
  }

  private static String request(Random random) {
    StringBuilder request = new StringBuilder();
    request.append(Fuzz.anyOf(METHODS, random)).append(' ');
    request.append(Fuzz.anyOf(PATHS, random)).append(Fuzz.anyOf(QUERIES, random));
    request.append(random.nextInt(10) == 0 ? " HTTP/9" : " HTTP/1.1").append("\r\n");
    for (int i = random.nextInt(random.nextInt(20) == 0 ? 300 : 4); i > 0; i--) {
      request.append(Fuzz.anyOf(HEADERS, random)).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** What a server answers to a client that sends no more; the first bytes of a stream. */
  private static String exchange(int port, byte[] request) {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8_192];
      while (!isStream(answer)) {
        int read = in.read(buffer);
        if (read < 0) {
          break;
        }
        answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
      }
      return answer.toString();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer and no end within " + PATIENCE, e);
    } catch (SocketException e) {
      return ""; // hung up
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isStream(StringBuilder answer) {
    return answer.indexOf("text/event-stream") >= 0;
  }
}
