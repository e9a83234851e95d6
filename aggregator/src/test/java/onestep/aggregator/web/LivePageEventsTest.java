package onestep.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import onestep.aggregator.view.CellStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LivePageEventsTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int MOST = 5;
  private static final String OF_SWEEP = "api/events?sweep=quick+%26+small";

  private final HttpClient client = HttpClient.newHttpClient();
  private final StatusOfOneSweep view = new StatusOfOneSweep();
  private LivePage page;

  @BeforeEach
  void start() {
    page =
        LivePage.start(
            ANY_PORT,
            new LivePage.Content(
                view, () -> "", new Health(() -> true, () -> true, () -> true), FigureSource.NONE),
            new EventStreams.Settings(MOST, Duration.ofMillis(20), Duration.ofMillis(300)));
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void shouldTellEverythingAtFirst() throws Exception {
    // Given, When
    try (Events events = open(OF_SWEEP)) {

      // Then
      assertThat(events.type()).startsWith("text/event-stream");
      assertThat(events.next()).startsWith("sweeps {\"sweeps\":[{\"sweep\":\"quick & small\"");
      assertThat(events.next())
          .startsWith("cells {\"sweep\":\"quick & small\",\"reset\":true,\"total\":2,\"cells\":[{")
          .contains("\"widths\":[10]")
          .contains("\"widths\":[100]");
      assertThat(events.next())
          .startsWith("activity {\"now\":")
          .contains("\"host\":\"host\"")
          .contains("overflow in trial 3");
    }
  }

  @Test
  void shouldTellOnlyWhatHasChangedAfterwards() throws Exception {
    // Given
    try (Events events = open(OF_SWEEP)) {
      events.skip(3);

      // When
      view.setCells(List.of(StatusOfOneSweep.cell(0, 10, 1), StatusOfOneSweep.cell(1, 100, 4)));

      // Then
      assertThat(events.next())
          .startsWith("cells {\"sweep\":\"quick & small\",\"reset\":false,\"total\":2,\"cells\":[{")
          .contains("\"done\":4")
          .doesNotContain("\"widths\":[10]");
    }
  }

  @Test
  void shouldBeginAnewWhenACellHasGone() throws Exception {
    // Given
    try (Events events = open(OF_SWEEP)) {
      events.skip(3);

      // When
      view.setCells(List.of(StatusOfOneSweep.cell(0, 100, 3)));

      // Then
      assertThat(events.next()).contains("\"reset\":true,\"total\":1").contains("\"widths\":[100]");
    }
  }

  @Test
  void shouldTellLargeSweepsInParts() throws Exception {
    // Given
    List<CellStatus> many = new ArrayList<>();
    for (int i = 0; i < SweepChanges.CELLS_AT_ONCE + 1; i++) {
      many.add(StatusOfOneSweep.cell(i, i + 1, 1));
    }
    view.setCells(many);

    // When
    try (Events events = open(OF_SWEEP)) {
      events.skip(1);

      // Then
      assertThat(events.next()).contains("\"reset\":true,\"total\":501");
      assertThat(events.next())
          .contains("\"reset\":false,\"total\":501")
          .contains("\"widths\":[501]")
          .doesNotContain("\"widths\":[500]");
    }
  }

  @Test
  void shouldTellSweepsAndWorkersAloneWhereNoSweepIsNamed() throws Exception {
    // Given, When
    try (Events events = open("api/events")) {

      // Then
      assertThat(events.next()).startsWith("sweeps ");
      assertThat(events.next()).startsWith("activity ").contains("\"deadLetters\":[]");
    }
  }

  @Test
  void shouldCompressEachEventForThoseWhoAsk() throws Exception {
    // Given
    HttpRequest request =
        HttpRequest.newBuilder(page.address().resolve("/" + OF_SWEEP))
            .header("Accept-Encoding", "gzip")
            .build();

    // When
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());

    // Then
    try (Events events = new Events(answer, new Unzipped(answer.body()))) {
      assertThat(events.next()).startsWith("sweeps ");
      assertThat(events.next()).startsWith("cells ");
    }
  }

  @Test
  void shouldRefuseASweepThatThereIsNot() throws Exception {
    // Given, When
    HttpResponse<String> answer = get("api/events?sweep=other");

    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"error\":\"there is no sweep other\"}");
  }

  @Test
  void shouldAnswerOthersWhileAllStreamsAreOpenAndRefuseOneMore() throws Exception {
    // Given
    List<Events> open = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      open.add(open(OF_SWEEP));
      open.get(i).next();
    }

    // When
    HttpResponse<String> refused = get(OF_SWEEP);
    HttpResponse<String> other = get("api/sweeps");

    // Then
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("there are 5 pages open already", "close one");
    assertThat(other.statusCode()).isEqualTo(200);
    for (Events events : open) {
      events.close();
    }
  }

  @Test
  void shouldHaveRoomAgainForWhoeverComesAfterOneThatNeverReads() throws Exception {
    // Given
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      silent.add(silentClient());
    }

    // When
    for (int round = 0; get(OF_SWEEP, Duration.ofSeconds(5)) == 503; round++) {
      view.setCells(many(round));
      Thread.sleep(20);
    }

    // Then
    assertThat(get("api/sweeps").statusCode()).isEqualTo(200);
    for (Socket socket : silent) {
      socket.close();
    }
  }

  @Test
  void shouldEndStreamsWhenItIsClosed() throws Exception {
    // Given
    try (Events events = open(OF_SWEEP)) {
      events.skip(3);

      // When
      page.close();

      // Then
      assertThat(events.isAtEnd()).isTrue();
    }
  }

  private static List<CellStatus> many(int round) {
    List<CellStatus> cells = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      cells.add(StatusOfOneSweep.cell(i, i + 1, 1 + round % 2));
    }
    return cells;
  }

  /** Asks for events and reads none, with little room on the way. */
  private Socket silentClient() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), page.address().getPort()));
    socket
        .getOutputStream()
        .write(
            ("GET /" + OF_SWEEP + " HTTP/1.1\r\nHost: here\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private Events open(String path) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(page.address().resolve("/" + path)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    return new Events(answer, answer.body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(page.address().resolve("/" + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The status alone, of an answer that may not end. */
  private int get(String path, Duration patience) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(page.address().resolve("/" + path)).timeout(patience).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  /**
   * Says that nothing is there to be read at once, or else a reader waits for more than it needs.
   */
  private static final class Unzipped extends GZIPInputStream {

    Unzipped(InputStream in) throws IOException {
      super(in);
    }

    @Override
    public int available() {
      return 0;
    }
  }

  /** A stream of events, each as its name, a space and its data. */
  private static final class Events implements AutoCloseable {

    private final HttpResponse<InputStream> answer;
    private final BufferedReader lines;

    Events(HttpResponse<InputStream> answer, InputStream body) {
      this.answer = answer;
      this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    String type() {
      return answer.headers().firstValue("Content-Type").orElse("");
    }

    String next() throws IOException {
      String name = "";
      while (true) {
        String line = lines.readLine();
        if (line == null) {
          throw new IOException("the stream has ended");
        }
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          return name + " " + line.substring("data: ".length());
        }
      }
    }

    void skip(int events) throws IOException {
      for (int i = 0; i < events; i++) {
        next();
      }
    }

    /** Reads on; what was cut off counts as an end, too. */
    boolean isAtEnd() {
      try {
        while (lines.readLine() != null) {
          // goes on
        }
      } catch (IOException e) {
        return true;
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
