package onestep.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code onestep} process with the class path and the Java options of the tests. */
public final class Program implements AutoCloseable {

  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts {@code onestep}.
   *
   * @param directory its working directory, where its output goes too, as {@code <name>.log}
   */
  public static Program start(Path directory, String name, String... arguments) {
    return Launch.ONESTEP.start(directory, name, arguments);
  }

  /**
   * What to start.
   *
   * @param main its main class
   * @param classPath its class path
   * @param heap its largest heap, as Java takes it
   * @param environment environment variables beside those of the tests
   */
  public record Launch(
      Class<?> main, String classPath, String heap, Map<String, String> environment) {

    public static final Launch ONESTEP =
        new Launch(Main.class, System.getProperty("java.class.path"), "1g", Map.of());

    /** Another program. */
    public Launch with(Class<?> other) {
      return new Launch(other, classPath, heap, environment);
    }

    /** Classes are first looked for in a directory. */
    Launch withClasses(Path first) {
      return new Launch(main, first + File.pathSeparator + classPath, heap, environment);
    }

    /** Another heap. */
    public Launch withHeap(String other) {
      return new Launch(main, classPath, other, environment);
    }

    /** More environment variables. */
    public Launch withEnvironment(Map<String, String> more) {
      return new Launch(main, classPath, heap, more);
    }

    /** As {@link Program#start}. */
    public Program start(Path directory, String name, String... arguments) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(option -> !option.startsWith("-Xmx") && !option.startsWith("-agentlib"))
          .forEach(command::add);
      command.add("-Xmx" + heap);
      command.addAll(List.of("-cp", classPath, main.getName()));
      command.addAll(List.of(arguments));
      Path output = directory.resolve(name + ".log");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Program(builder.start(), output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What it has printed so far. */
  public String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end; its exit code. */
  public int await(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + patience + ":\n" + output());
    }
    return process.exitValue();
  }

  /** Asks it to end (SIGTERM). */
  public void terminate() {
    process.destroy();
  }

  /** Ends it without a chance to put anything away (SIGKILL). */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
