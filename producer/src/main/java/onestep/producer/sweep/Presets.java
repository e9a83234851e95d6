package onestep.producer.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import onestep.contract.InvalidInputException;

/** The sweeps that come with the program. */
public final class Presets {

  /** All names, comma-separated. */
  public static final String NAMES =
      "quick, grid, figures, paper, activations, claims, statements, window, shapes, precise";

  private Presets() {}

  /**
   * The text of a preset.
   *
   * @throws InvalidInputException if there is none of that name; the message lists all
   */
  static String text(String name) {
    if (!List.of(NAMES.split(", ")).contains(name)) {
      throw new InvalidInputException("no sweep file or preset '" + name + "'; presets: " + NAMES);
    }
    try (InputStream resource =
        Presets.class.getResourceAsStream("/onestep/presets/" + name + ".yaml")) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the preset " + name + " cannot be read", e);
    }
  }
}
