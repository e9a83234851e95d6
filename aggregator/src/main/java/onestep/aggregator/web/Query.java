package onestep.aggregator.web;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request. Of several with one name the last counts. */
record Query(Map<String, String> values) {

  /**
   * Those of an address.
   *
   * @throws IllegalArgumentException if something is not percent-encoded as it should be
   */
  static Query of(URI address) {
    Map<String, String> values = new LinkedHashMap<>();
    String raw = address.getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
      }
    }
    return new Query(values);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
