package onestep.local.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.KafkaConnection;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepControl;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.kafka.common.KafkaException;

/**
 * A sweep under its owner's hands, who gives a command again when the cluster did not answer it,
 * and does not give two at once. Safe for use by several threads.
 */
final class SweepInHand {

  /** Networks of the cells that want a number of them. */
  static final int NETWORKS = 9 * SweepInHand.OF_A_CELL;

  /** Networks that the stop rule of a tenth cell may ask for. */
  static final int MOST_OF_RULE = 3_000;

  private static final int OF_A_CELL = 200;
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 500;
  private static final TaskCutter CUTTER = new TaskCutter(Duration.ofMillis(1));

  private final String name;
  private final long seed;
  private final Path directory;
  private final KafkaConnection connection;

  private interface Command {
    void give() throws IOException;
  }

  /**
   * A sweep that is not submitted yet.
   *
   * @param seed of its networks
   * @param directory for its files
   * @param connection the way of its commands
   */
  SweepInHand(String name, long seed, Path directory, KafkaConnection connection) {
    this.name = name;
    this.seed = seed;
    this.directory = directory;
    this.connection = connection;
  }

  String name() {
    return name;
  }

  /** Writes the sweep file of a name, a seed and all networks. */
  static Path write(Path directory, String name, long seed) {
    return write(directory, name, seed, OF_A_CELL);
  }

  private static Path write(Path directory, String name, long seed, int networks) {
    try {
      return Files.writeString(
          directory.resolve(name + ".yaml"),
          """
          name: %s
          seed: %d
          networks: %d
          cells:
            - {depth: [1, 3], width: [10, 40], dimension: [5, 20]}
            - {depth: 6, width: 100, dimension: 50, gain: 2}
            - {depth: 2, width: 30, dimension: 10, stop: {relative_error: 0.1, max_networks: %d}}
          """
              .formatted(name, seed, networks, MOST_OF_RULE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Submits all of its networks. */
  void submit() {
    command(() -> submit(OF_A_CELL));
  }

  /** Submits a part of its networks. */
  void submitThePart(int percent) {
    command(() -> submit(OF_A_CELL * percent / 100));
  }

  /** Asks for all of its networks. */
  Runnable extend() {
    submit();
    return SweepInHand::nothing;
  }

  /** Pauses it, until the answer is run. */
  Runnable pause() {
    command(() -> control(SweepControl::pause));
    return () -> command(() -> control(sweep -> sweep.resume(CUTTER)));
  }

  /** Asks anew for what is missing, unless it is paused. */
  Runnable retry() {
    command(
        () -> {
          try {
            control(sweep -> sweep.retry(CUTTER));
          } catch (InvalidInputException paused) {
            if (!paused.getMessage().contains("is paused")) {
              throw paused;
            }
          }
        });
    return SweepInHand::nothing;
  }

  /** Forgets it. */
  void purge() {
    command(() -> control(sweep -> sweep.purge(false)));
  }

  /** What ends something that has no end. */
  private static void nothing() {}

  private void submit(int networks) {
    SweepPublisher.submit(
        connection,
        SweepFiles.load(write(directory, name, seed, networks).toString(), Limits.DEFAULT),
        CUTTER,
        SubmitListener.NONE);
  }

  private void control(Consumer<SweepControl> action) {
    try (SweepControl control = SweepControl.open(connection, name)) {
      action.accept(control);
    }
  }

  private synchronized void command(Command command) {
    for (int attempt = 1; ; attempt++) {
      try {
        command.give();
        return;
      } catch (KafkaException | IOException e) {
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException("given up after " + attempt + " attempts", e);
        }
        pause(PAUSE_MILLIS);
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
