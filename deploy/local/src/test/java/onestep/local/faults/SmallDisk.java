package onestep.local.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import onestep.local.FileTrees;

/** A file system of a few megabytes, which can be filled to the last byte. Linux, as root. */
final class SmallDisk implements AutoCloseable {

  private static final String SIZE = "24m";
  private static final byte[] BLOCK = new byte[4 << 10];

  private final Path directory;
  private final boolean mounted;

  private SmallDisk(Path directory, boolean mounted) {
    this.directory = directory;
    this.mounted = mounted;
  }

  /** Mounts one, if this process may; otherwise it is a directory of the disk that there is. */
  static SmallDisk mount() {
    try {
      Path directory = Files.createTempDirectory("onestep-small-disk");
      return new SmallDisk(
          directory,
          run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", directory.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it is small. */
  boolean isMounted() {
    return mounted;
  }

  Path directory() {
    return directory;
  }

  /** Takes all the room that is left; false if it cannot be taken. */
  boolean fill() {
    if (!mounted) {
      return false;
    }
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(BLOCK);
      }
    } catch (IOException full) {
      return true;
    }
  }

  /** Gives the room back. */
  void free() {
    try {
      Files.deleteIfExists(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    if (mounted && !run("umount", "-l", directory.toString())) {
      throw new IllegalStateException("cannot unmount " + directory);
    }
    try {
      FileTrees.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
