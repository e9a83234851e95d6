package onestep.producer.sweep;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a sweep says about where its cells are computed. */
public enum BackendChoice {
  CPU,
  /** On NVIDIA devices. */
  CUDA,
  /** On a device where that pays, by {@link DeviceCost}; else on the CPU. */
  AUTO;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<BackendChoice> of(String label) {
    return Arrays.stream(values()).filter(choice -> choice.label().equals(label)).findFirst();
  }

  static String labels() {
    return Arrays.stream(values()).map(BackendChoice::label).collect(Collectors.joining(", "));
  }
}
