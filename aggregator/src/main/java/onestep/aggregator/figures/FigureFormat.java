package onestep.aggregator.figures;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A format that figures are written in. */
public enum FigureFormat {
  /** Scalable, texts as outlines. */
  SVG,
  /** Pixels. */
  PNG,
  /** Scalable, texts as texts with their fonts. */
  PDF;

  /** The name, which is also the ending of its files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format of a label.
   *
   * @throws IllegalArgumentException if there is none; the message names those that there are
   */
  public static FigureFormat of(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be "
                        + Arrays.stream(values())
                            .map(FigureFormat::label)
                            .collect(Collectors.joining(", "))
                        + ", got "
                        + label));
  }
}
