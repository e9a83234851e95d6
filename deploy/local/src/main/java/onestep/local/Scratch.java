package onestep.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder to measure in, which is gone afterwards. */
final class Scratch {

  private static final long DATA_BYTES = 64L << 20;

  private Scratch() {}

  /** What is done there. */
  interface Measurement<T> {
    T run(Path directory, DataDirectory data) throws IOException, InterruptedException;
  }

  /** Runs a measurement in a folder of its own, with a data directory in it. */
  static <T> T measure(Measurement<T> measurement) {
    try {
      Path directory = Files.createTempDirectory("onestep-bench-");
      try (DataDirectory data = DataDirectory.open(directory.resolve("data"), DATA_BYTES)) {
        return measurement.run(directory, data);
      } finally {
        FileTrees.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
