package onestep.aggregator.topology;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Tasks;
import onestep.contract.record.Cell;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.contract.record.Task;

/**
 * Has some networks computed again, by another worker than the one whose rows are counted. Which
 * ones is a function of cell and network, so that whoever reads the log again draws the same.
 *
 * @param share of networks, from 0 to 1
 */
record CrossCheck(double share) {

  /** Rows of a check, in bytes; those of a result fit, and brokers refuse 1 MB by default. */
  static final int MAX_BYTES = 850_000;

  private static final int BYTES_PER_ROW = 64;
  private static final int ID_DIGITS = 16;

  CrossCheck {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the share must be from 0 to 1, got " + share);
    }
  }

  /**
   * The task to compute some rows of a result again.
   *
   * @param seen networks whose rows have been counted before; they are not checked for this result
   * @param wanted how the sweep of the result wants the cell
   * @return empty if none is drawn, or if nobody knows how tasks of the cell are made
   */
  Optional<Update.OfTask> of(Result result, NetworkSet seen, Cell wanted, Instant now) {
    List<NetworkRow> rows = draw(result, seen);
    if (rows.isEmpty() || wanted.getTasks() == null) {
      return Optional.empty();
    }
    int first = rows.stream().mapToInt(NetworkRow::getNetwork).min().orElseThrow();
    int last = rows.stream().mapToInt(NetworkRow::getNetwork).max().orElseThrow();
    Task task =
        Task.newBuilder(Tasks.of(wanted, new NetworkRange(first, last - first + 1), now))
            .setEpoch(result.getEpoch())
            .setEstimatedSeconds(rows.size() * wanted.getTasks().getSecondsPerNetwork())
            .setExpected(rows)
            .setComputedBy(result.getWorker())
            .build();
    return Optional.of(new Update.OfTask(TaskQueue.CHECKS, task));
  }

  /** Whether a network of a cell is checked. */
  boolean draws(String cell, int network) {
    long id = Long.parseUnsignedLong(cell.substring(0, ID_DIGITS), 16);
    return (mix(id + 0x9E3779B97F4A7C15L * (network + 1L)) >>> 11) * 0x1p-53 < share;
  }

  private List<NetworkRow> draw(Result result, NetworkSet seen) {
    List<NetworkRow> rows = new ArrayList<>();
    long bytes = 0;
    for (NetworkRow row : result.getRows()) {
      if (!seen.contains(row.getNetwork()) && draws(result.getCell(), row.getNetwork())) {
        bytes += bytes(row);
        if (bytes > MAX_BYTES) {
          break;
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Bytes of a row, at most. */
  private static long bytes(NetworkRow row) {
    long numbers =
        (long) row.getValues().size()
            + row.getGradientNorms().size()
            + row.getSteps().size()
            + row.getSlopes().size()
            + row.getLengths().size();
    for (List<Double> quantity : row.getQuantities()) {
      numbers += quantity.size() + 1;
    }
    return BYTES_PER_ROW + row.getOutcomes().remaining() + Double.BYTES * numbers;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit depends on all. */
  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
