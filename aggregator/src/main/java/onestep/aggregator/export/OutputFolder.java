package onestep.aggregator.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import onestep.contract.InvalidInputException;

/**
 * A folder that files are written into. Each file is replaced as a whole, so a folder that is being
 * rewritten can be read. It has one writer at a time.
 */
final class OutputFolder {

  /** Enough to find a full disk out, and little enough not to fill one. */
  private static final int PROBE_BYTES = 1 << 16;

  private final Path path;

  /** A folder that need not exist; the first write makes it. */
  OutputFolder(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  /**
   * Checks that files can be written here, before anything is started for them. Leaves nothing
   * behind.
   *
   * @throws InvalidInputException if the folder, or a folder above it, is a file, or if the disk
   *     refuses a few bytes
   */
  void check() {
    Path existing = path;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new InvalidInputException(
          "folder %s: %s is a file; name a folder, or move the file away"
              .formatted(path, existing));
    }
    try {
      Path probe = Files.createTempFile(existing, ".onestep", null);
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw AtomicFiles.refusal(path, e);
    }
  }

  /** Writes or replaces a file. */
  void write(String name, AtomicFiles.Content content) {
    Path file = path.resolve(name);
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
    AtomicFiles.write(file, content);
  }
}
