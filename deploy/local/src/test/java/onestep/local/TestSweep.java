package onestep.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sweep of the end-to-end tests: small cells of several depths, and a wide one that takes time.
 */
final class TestSweep {

  static final String NAME = "end-to-end";

  /** Networks of the small cells. */
  static final int SMALL_NETWORKS = 8 * 50;

  private static final String TEXT =
      """
      name: end-to-end
      seed: 7
      points: 2
      activation: relu
      attack:
        name: smallest-step
        max_step: 20
        resolution: 0.5
      cells:
        - depth: [1, 3]
          width: [10, 40]
          dimension: [5, 20]
          gain: 1
          networks: 50
        - depth: 6
          width: 50000
          dimension: 100
          gain: 2
          networks: %d
      """;

  private TestSweep() {}

  /**
   * Writes it into a directory.
   *
   * @param wide networks of the wide cell
   */
  static Path write(Path directory, int wide) {
    try {
      return Files.writeString(directory.resolve("end-to-end.yaml"), TEXT.formatted(wide));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
