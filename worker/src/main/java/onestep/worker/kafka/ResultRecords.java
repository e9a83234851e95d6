package onestep.worker.kafka;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.contract.record.Task;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.slots.Computed;

/** Turns the trials of a task into result records of bounded size. */
final class ResultRecords {

  /**
   * Rows of one record, in bytes, unless a single row is larger; brokers refuse 1 MB by default.
   */
  static final int MAX_BYTES = 700_000;

  /** f, gradient norm and step in double, and the outcome. */
  private static final int BYTES_PER_TRIAL = 3 * Double.BYTES + 1;

  private static final int BYTES_PER_ROW = 32;

  private ResultRecords() {}

  /**
   * The records of a task, rows in order of networks. Its wall time is divided among them by rows,
   * so that their sum is the task's.
   */
  static List<Result> of(
      Assignment assignment, Computed computed, String worker, Instant completedAt) {
    List<NetworkTrials> networks = computed.networks();
    int rowsPerRecord = Math.max(1, MAX_BYTES / bytes(networks.get(0)));
    double secondsPerRow = computed.elapsed().toNanos() / 1e9 / networks.size();
    Task task = assignment.task();
    List<Result> records = new ArrayList<>();
    for (int first = 0; first < networks.size(); first += rowsPerRecord) {
      List<NetworkRow> rows =
          networks.subList(first, Math.min(first + rowsPerRecord, networks.size())).stream()
              .map(ResultRecords::row)
              .toList();
      records.add(
          Result.newBuilder()
              .setCell(task.getDefinition().getCell())
              .setSweep(task.getSweep())
              .setEpoch(task.getEpoch())
              .setRows(rows)
              .setWorker(worker)
              .setSeconds(secondsPerRow * rows.size())
              .setCompletedAt(completedAt)
              .build());
    }
    return records;
  }

  /** Bytes of a row, at most; those of one cell have the same arrays. */
  private static int bytes(NetworkTrials trials) {
    int numbers = trials.slopes().length + trials.lengths().length;
    for (double[] quantity : trials.quantities()) {
      numbers += quantity.length;
    }
    return BYTES_PER_ROW + BYTES_PER_TRIAL * trials.values().length + Double.BYTES * numbers;
  }

  private static NetworkRow row(NetworkTrials trials) {
    byte[] outcomes = new byte[trials.outcomes().length];
    for (int point = 0; point < outcomes.length; point++) {
      outcomes[point] = code(trials.outcomes()[point]);
    }
    return NetworkRow.newBuilder()
        .setNetwork(trials.network())
        .setValues(boxed(trials.values()))
        .setGradientNorms(boxed(trials.gradientNorms()))
        .setOutcomes(ByteBuffer.wrap(outcomes))
        .setSteps(boxed(trials.steps()))
        .setSlopes(boxed(trials.slopes()))
        .setLengths(boxed(trials.lengths()))
        .setQuantities(Arrays.stream(trials.quantities()).map(ResultRecords::boxed).toList())
        .build();
  }

  /**
   * The trials of a row.
   *
   * @throws MalformedTaskException if an outcome has a code that is none
   */
  static NetworkTrials trials(NetworkRow row) {
    ByteBuffer codes = row.getOutcomes().duplicate();
    Outcome[] outcomes = new Outcome[codes.remaining()];
    for (int point = 0; point < outcomes.length; point++) {
      outcomes[point] = outcome(codes.get());
    }
    return new NetworkTrials(
        row.getNetwork(),
        unboxed(row.getValues()),
        unboxed(row.getGradientNorms()),
        outcomes,
        unboxed(row.getSteps()),
        unboxed(row.getSlopes()),
        unboxed(row.getLengths()),
        row.getQuantities().stream().map(ResultRecords::unboxed).toArray(double[][]::new));
  }

  private static Outcome outcome(byte code) {
    for (Outcome outcome : Outcome.values()) {
      if (code(outcome) == code) {
        return outcome;
      }
    }
    throw new MalformedTaskException("malformed row: no outcome has code " + code, null);
  }

  /** The codes of the record's field; they never change. */
  private static byte code(Outcome outcome) {
    return switch (outcome) {
      case NOT_FLIPPED -> 0;
      case FLIPPED -> 1;
      case DEGENERATE -> 2;
      case UNRESOLVED -> 3;
    };
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
