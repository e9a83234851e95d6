package onestep.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The same work in PyTorch, where a Python with it is found: the script in the resources. */
final class TorchPeer implements AutoCloseable {

  private static final String SCRIPT = "torch_peer.py";

  private final Path python;
  private final Path script;

  private TorchPeer(Path python, Path script) {
    this.python = python;
    this.script = script;
  }

  /** The first of some Pythons that has torch; if none has, a peer that answers nothing. */
  static TorchPeer find(List<Path> pythons) {
    for (Path python : pythons) {
      if (run(List.of(python.toString(), "-c", "import torch")).isPresent()) {
        return new TorchPeer(python, unpack());
      }
    }
    return new TorchPeer(null, null);
  }

  private static Path unpack() {
    try (InputStream resource = TorchPeer.class.getResourceAsStream(SCRIPT)) {
      Path file = Files.createTempFile("onestep", SCRIPT);
      Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who it is, for people. */
  Optional<String> name() {
    return python == null
        ? Optional.empty()
        : run(
            List.of(python.toString(), "-c", "import torch; print('PyTorch', torch.__version__)"));
  }

  /** Rate of a kernel on one thread, in its unit; empty without torch or such a kernel. */
  OptionalDouble kernel(Kernel kernel) {
    if (python == null || kernel == Kernel.PEAK) {
      return OptionalDouble.empty();
    }
    OptionalDouble calls = number(run(command("kernel", kernel.name())));
    return calls.isEmpty() ? calls : OptionalDouble.of(calls.getAsDouble() * kernel.perCall());
  }

  /** Seconds per network of a cell in one of several processes at once, of one thread each. */
  OptionalDouble cell(BenchedCell cell, int points, int processes, double seconds) {
    if (python == null) {
      return OptionalDouble.empty();
    }
    List<String> command =
        command(
            "cell",
            Integer.toString(cell.depth()),
            Integer.toString(cell.dimension()),
            Integer.toString(cell.width()),
            Double.toString(cell.gain()),
            Integer.toString(points),
            Double.toString(seconds));
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      running.add(start(command));
    }
    double sum = 0;
    for (Process process : running) {
      OptionalDouble one = number(finish(process));
      if (one.isEmpty()) {
        return one;
      }
      sum += one.getAsDouble();
    }
    return OptionalDouble.of(sum / processes);
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(python.toString(), script.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static OptionalDouble number(Optional<String> text) {
    return text.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(text.get()));
  }

  private static Optional<String> run(List<String> command) {
    try {
      return finish(start(command));
    } catch (UncheckedIOException e) {
      return Optional.empty(); // no such Python
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed; empty if it failed. */
  private static Optional<String> finish(Process process) {
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(output.strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    if (script != null) {
      try {
        Files.deleteIfExists(script);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
