package onestep.contract.cell;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is to compute: what a sweep says of its cells, and its owner of a worker. */
public enum BackendChoice {
  /** The cores of a machine. */
  CPU,

  /** An NVIDIA device, or nothing. */
  CUDA,

  /** For a cell, a device where that pays, else the CPU; for a worker, both where it has both. */
  AUTO;

  /** Its name in sweep files and options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The choice of that label, if there is one. */
  public static Optional<BackendChoice> of(String label) {
    return Arrays.stream(values()).filter(choice -> choice.label().equals(label)).findFirst();
  }

  /** All labels, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(BackendChoice::label).collect(Collectors.joining(", "));
  }
}
