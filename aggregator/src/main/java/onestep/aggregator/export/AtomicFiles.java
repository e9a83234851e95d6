package onestep.aggregator.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import onestep.contract.InvalidInputException;

/**
 * Writes a file whole or not at all: readers see the old content until the new one is complete and
 * on the disk, whatever is killed meanwhile.
 *
 * <p>The temporary name is a function of the name, so a killed write leaves at most one file that
 * the next write replaces. Each file has one writer at a time.
 */
public final class AtomicFiles {

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes the content; the stream is buffered, and its owner closes it. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFiles() {}

  /**
   * Writes or replaces a file of an existing folder.
   *
   * @throws InvalidInputException if the disk refuses, naming the file and the reason; the file is
   *     then as it was
   */
  public static void write(Path file, Content content) {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      try {
        writeThrough(temporary, content);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw refusal(file, e);
    }
  }

  /** Writes the content to a new file and forces it to the disk. */
  private static void writeThrough(Path file, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /** The error that tells which file could not be written and why. */
  static InvalidInputException refusal(Path file, IOException cause) {
    return new InvalidInputException(
        "cannot write "
            + file
            + ": "
            + reason(cause)
            + "; make room or choose another folder, then run again",
        cause);
  }

  /** Why the disk refused. */
  static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "its folder does not exist";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
