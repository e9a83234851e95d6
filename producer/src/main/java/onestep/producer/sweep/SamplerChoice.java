package onestep.producer.sweep;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a sweep file says about the sampler. */
enum SamplerChoice {
  /** The cheaper one that fits the task memory. */
  AUTO,
  DENSE,
  CONDITIONED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<SamplerChoice> of(String label) {
    return Arrays.stream(values()).filter(choice -> choice.label().equals(label)).findFirst();
  }

  static String labels() {
    return Arrays.stream(values()).map(SamplerChoice::label).collect(Collectors.joining(", "));
  }
}
