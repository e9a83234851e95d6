package onestep.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import onestep.aggregator.export.ResultFolder;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import onestep.contract.cell.Footprint;
import onestep.contract.kafka.KafkaConnection;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.TaskCutter;

/**
 * What a run is to do, checked.
 *
 * @param sweep the sweep
 * @param results where results go
 * @param data where the run keeps what it needs to go on
 * @param fresh whether to discard what an earlier run left
 * @param trials whether every trial is written
 * @param stay whether the live page stays up after the end
 * @param slots networks computed at once
 * @param memoryBytes memory that networks may use, all slots together
 * @param cutter how tasks are cut
 * @param port port of the embedded broker, 0 for any
 * @param webPort port of the live page, 0 for any
 * @param external the cluster to use instead of an embedded broker
 */
record RunSettings(
    Sweep sweep,
    ResultFolder results,
    Path data,
    boolean fresh,
    boolean trials,
    boolean stay,
    int slots,
    long memoryBytes,
    TaskCutter cutter,
    int port,
    int webPort,
    Optional<KafkaConnection> external) {

  /** What of the heap networks may use; the rest is the broker's and the aggregator's. */
  private static final double HEAP_SHARE = 0.75;

  /** A result row's arrays, its copies in the broker's log and in the aggregator's, per trial. */
  private static final long BYTES_PER_TRIAL = 64;

  private static final long BYTES_PER_NETWORK = 256;

  /** Statistics of a cell are written anew at every commit until the log is compacted. */
  private static final long BYTES_PER_CELL = 16 << 10;

  /**
   * Checks everything that can be checked before anything is started or written.
   *
   * @throws onestep.contract.InvalidInputException naming what is wrong
   */
  static RunSettings of(RunOptions options) {
    Sweep sweep = options.sweep.load();
    checkBackend(sweep);
    ResultFolder results =
        new ResultFolder(
            options.results != null ? options.results : Path.of("results", sweep.name()));
    results.check();
    int slots = slots(options.slots);
    long memory = memory(options.memory);
    checkMemory(sweep, memory);
    Ports.check("--port", options.port);
    Ports.check("--web-port", options.webPort);
    return new RunSettings(
        sweep,
        results,
        options.data != null ? options.data : Path.of(".onestep", sweep.name()),
        options.fresh,
        options.trials,
        options.stay,
        slots,
        memory,
        options.sweep.cutter(),
        options.port,
        options.webPort,
        external(options));
  }

  /** Room that the run's data will take on disk, in bytes; an upper bound. */
  long dataBytes() {
    double bytes =
        (double) BYTES_PER_TRIAL * sweep.trials()
            + (double) BYTES_PER_NETWORK * sweep.networks()
            + (double) BYTES_PER_CELL * sweep.cells();
    return (long) Math.min(bytes, Long.MAX_VALUE / 2.0);
  }

  private static void checkBackend(Sweep sweep) {
    if (sweep.deviceCells() > 0) {
      throw new InvalidInputException(
          "onestep run computes on the CPU, but "
              + sweep.deviceCells()
              + " cells of sweep "
              + sweep.name()
              + " are for NVIDIA devices: run it with --backend cpu, or submit it to a cluster whose"
              + " workers have one");
    }
  }

  private static int slots(Integer given) {
    int slots = given == null ? Runtime.getRuntime().availableProcessors() : given;
    if (slots < 1) {
      throw new InvalidInputException("--slots must be at least 1, got " + slots);
    }
    return slots;
  }

  private static long memory(String size) {
    long heap = Runtime.getRuntime().maxMemory();
    long most = (long) (HEAP_SHARE * heap);
    if (size == null) {
      return most;
    }
    long given = MemorySize.parse("--memory", size);
    if (given > most) {
      throw new InvalidInputException(
          String.format(
              "--memory: of the heap of %d MiB, networks may use %d MiB, not %d MiB;"
                  + " enlarge it with ONESTEP_JAVA_OPTS=-Xmx...",
              heap >> 20, most >> 20, given >> 20));
    }
    return given;
  }

  private static void checkMemory(Sweep sweep, long memory) {
    sweep
        .plan()
        .filter(cell -> Footprint.bytes(cell.spec()) > memory)
        .findFirst()
        .ifPresent(cell -> refuse(cell, memory));
  }

  private static void refuse(PlannedCell cell, long memory) {
    throw new InvalidInputException(
        String.format(
            "a network of %s needs %d MiB of memory and %d MiB may be used;"
                + " take a machine with more, or raise --memory",
            CellTexts.name(cell.spec()), Footprint.bytes(cell.spec()) >> 20, memory >> 20));
  }

  private static Optional<KafkaConnection> external(RunOptions options) {
    if (options.bootstrapServers == null) {
      if (options.kafkaConfig != null) {
        throw new InvalidInputException("--kafka-config needs --bootstrap-servers");
      }
      return Optional.empty();
    }
    if (options.port != 0) {
      throw new InvalidInputException(
          "--port is the embedded broker's, and --bootstrap-servers uses none; give one of them");
    }
    if (options.kafkaTimeoutSeconds < 1) {
      throw new InvalidInputException(
          "--kafka-timeout-seconds must be at least 1, got " + options.kafkaTimeoutSeconds);
    }
    KafkaConnection connection =
        KafkaConnection.of(options.bootstrapServers, options.kafkaConfig)
            .withEnvironment(System.getenv());
    connection.check(Duration.ofSeconds(options.kafkaTimeoutSeconds));
    return Optional.of(connection);
  }
}
