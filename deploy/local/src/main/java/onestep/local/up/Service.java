package onestep.local.up;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of this program that is started again when it ends. Not safe for use by several
 * threads.
 */
final class Service {

  private static final long EARLY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final String HEAP_SHARE = "-XX:MaxRAMPercentage=";

  private final String name;
  private final List<String> command;
  private Process process;
  private long startNanos;
  private int earlyEnds;

  private Service(String name, List<String> command) {
    this.name = name;
    this.command = command;
  }

  /**
   * A process that runs the same Java with the same options, but for the heap.
   *
   * @param heapPercent its share of the machine's memory
   * @param arguments its command line
   */
  static Service of(String name, int heapPercent, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith(HEAP_SHARE) && !option.startsWith("-agentlib"))
        .forEach(command::add);
    command.add(HEAP_SHARE + heapPercent);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("onestep.local.Main");
    command.addAll(arguments);
    return new Service(name, command);
  }

  String name() {
    return name;
  }

  void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      startNanos = System.nanoTime();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  /** Its process id. */
  long pid() {
    return process.pid();
  }

  /** The exit code of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Ends in a row that came soon after the start, the present one included. */
  int countEarlyEnds() {
    earlyEnds = System.nanoTime() - startNanos < EARLY_NANOS ? earlyEnds + 1 : 0;
    return earlyEnds;
  }

  /** Asks it to end. */
  void terminate() {
    if (process != null) {
      process.destroy();
    }
  }

  /** Waits for its end until a time of {@link System#nanoTime}, and then ends it. */
  void awaitEnd(long deadlineNanos) {
    if (process == null) {
      return;
    }
    try {
      if (!process.waitFor(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
