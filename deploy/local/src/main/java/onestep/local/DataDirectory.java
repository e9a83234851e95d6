package onestep.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import onestep.contract.InvalidInputException;

/**
 * The persistent directory of a run: the broker's log and the aggregator's state. It is locked for
 * as long as it is open, so that two runs never share it; the lock dies with its process.
 */
public final class DataDirectory implements AutoCloseable {

  /** What the broker's and the aggregator's own files take, before any result. */
  static final long OVERHEAD_BYTES = 256L << 20;

  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Checks that the directory can be used, creates it if missing and locks it.
   *
   * @param dataBytes room that the run's own data will take, in bytes
   * @throws InvalidInputException if it is not a directory, cannot be written, lies on a disk with
   *     too little room, or is used by another run
   */
  public static DataDirectory open(Path path, long dataBytes) {
    Path absolute = path.toAbsolutePath().normalize();
    Path existing = absolute;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new InvalidInputException(
          "--data: " + existing + " is not a directory; give another with --data");
    }
    try {
      checkRoom(existing, dataBytes);
      Files.createDirectories(absolute);
      return new DataDirectory(absolute, lock(absolute));
    } catch (IOException e) {
      throw new InvalidInputException(
          "--data: cannot write to " + absolute + ": " + reason(e) + "; give another with --data",
          e);
    }
  }

  private static void checkRoom(Path existing, long dataBytes) throws IOException {
    long needed = Math.addExact(OVERHEAD_BYTES, dataBytes);
    long free = Files.getFileStore(existing).getUsableSpace();
    if (free < needed) {
      throw new InvalidInputException(
          "--data: the disk of "
              + existing
              + " has "
              + megabytes(free)
              + " free and the run needs "
              + megabytes(needed)
              + "; free some or give another directory with --data");
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new InvalidInputException(
            "--data: another run uses "
                + directory
                + " (process "
                + content(channel)
                + "); wait for it, or give another directory with --data");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return null;
    }
  }

  private static String content(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
      return fileSystem.getReason();
    }
    return e instanceof NoSuchFileException ? "it cannot be created" : e.toString();
  }

  private static String megabytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }

  /** The whole directory. */
  public Path path() {
    return path;
  }

  /** Where the broker keeps its log. */
  public Path broker() {
    return path.resolve("broker");
  }

  /** Where the aggregator keeps its local copy of its state. */
  public Path streams() {
    return path.resolve("streams");
  }

  /** Whether an earlier run left data. */
  public boolean holdsData() {
    return Files.exists(broker());
  }

  /** Discards what earlier runs left. */
  public void clear() {
    try {
      FileTrees.delete(broker());
      FileTrees.delete(streams());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear " + path, e);
    }
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + path.resolve(LOCK), e);
    }
  }
}
