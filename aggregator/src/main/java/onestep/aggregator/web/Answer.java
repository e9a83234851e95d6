package onestep.aggregator.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import onestep.aggregator.view.ViewJson;

/** A whole answer, held in memory. */
final class Answer {

  static final String POLICY = "Content-Security-Policy";
  static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final String FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";
  private static final String TYPE = "Content-Type";
  private static final byte[] NOTHING = new byte[0];

  private final int status;
  private final byte[] body;
  private final byte[] zipped;
  private final Map<String, String> headers;

  private Answer(int status, byte[] body, byte[] zipped, Map<String, String> headers) {
    this.status = status;
    this.body = body;
    this.zipped = zipped;
    this.headers = headers;
  }

  static Answer of(int status, String type, byte[] body) {
    return new Answer(status, body, NOTHING, Map.of(TYPE, type, POLICY, PAGE_POLICY));
  }

  static Answer text(String type, String text) {
    return of(200, type, text.getBytes(StandardCharsets.UTF_8));
  }

  static Answer json(String text) {
    return text("application/json", text);
  }

  static Answer error(int status, String message) {
    return of(status, "application/json", ViewJson.error(message).getBytes(StandardCharsets.UTF_8));
  }

  static Answer figure(String svg) {
    return new Answer(
        200,
        svg.getBytes(StandardCharsets.UTF_8),
        NOTHING,
        Map.of(TYPE, "image/svg+xml", POLICY, FIGURE_POLICY));
  }

  /** A file to keep, whose name may have letters, digits, hyphens, underscores and dots. */
  static Answer download(String type, String file, byte[] body) {
    String plain = file.replaceAll("[^A-Za-z0-9._-]", "-");
    return new Answer(
        200,
        body,
        NOTHING,
        Map.of(
            TYPE,
            type,
            POLICY,
            PAGE_POLICY,
            "Content-Disposition",
            "attachment; filename=\"" + plain + "\""));
  }

  Answer withStatus(int other) {
    return new Answer(other, body, zipped, headers);
  }

  /** The same, compressed once for all times that it is sent. */
  Answer zippedOnce() {
    return new Answer(status, body, Gzip.small(body), headers);
  }

  int status() {
    return status;
  }

  /** Headers beside those that every answer has. */
  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  /** The body compressed by gzip. */
  byte[] zippedBody() {
    return zipped.length > 0 ? zipped : Gzip.fast(body);
  }
}
