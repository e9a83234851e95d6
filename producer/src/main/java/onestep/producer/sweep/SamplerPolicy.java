package onestep.producer.sweep;

import java.util.Locale;
import java.util.function.ToLongFunction;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.theory.FloatRange;

/**
 * Chooses the sampler of a cell: a pure function of the cell, never of the machines that will run
 * it, so that a sweep has the same cells wherever it is planned.
 *
 * @param taskMemoryBytes memory that one network may need; a cell that needs more is refused
 * @param footprint upper bound of what one network of a cell needs, in bytes
 */
record SamplerPolicy(long taskMemoryBytes, ToLongFunction<CellSpec> footprint) {

  /** What a network may need on common workers. */
  private static final long COMMON_MEMORY_BYTES = 4L << 30;

  /**
   * A sampler that saves memory may take so many times longer. Beyond, memory is what a user would
   * rather give: dense networks of five layers of a million neurons take a day each, conditioned
   * ones seconds, and a little more than 4 GiB.
   */
  private static final double WORTH_OF_MEMORY = 10;

  /**
   * The cell with its sampler: the one forced, or else the cheaper one, unless that needs more than
   * the memory of common workers, 4 GiB a network, and the other one needs less and is at most ten
   * times slower.
   *
   * @param place where the cell was asked for, for the message
   * @throws InvalidInputException if it needs more than the task memory, or numbers beyond float32
   */
  CellSpec choose(CellSpec cell, SamplerChoice choice, String place) {
    requireRange(cell.model(), place);
    CellSpec dense = cell.withSampler(Sampler.DENSE);
    CellSpec conditioned = cell.withSampler(Sampler.CONDITIONED);
    CellSpec chosen =
        switch (choice) {
          case DENSE -> dense;
          case CONDITIONED -> conditioned;
          case AUTO -> automatic(dense, conditioned);
        };
    requireFits(chosen, choice, place);
    return chosen;
  }

  private CellSpec automatic(CellSpec dense, CellSpec conditioned) {
    double denseSeconds = CostModel.secondsPerNetwork(dense);
    double conditionedSeconds = CostModel.secondsPerNetwork(conditioned);
    boolean denseIsCheaper = denseSeconds <= conditionedSeconds;
    CellSpec cheaper = denseIsCheaper ? dense : conditioned;
    CellSpec other = denseIsCheaper ? conditioned : dense;
    if (bytes(cheaper) <= Math.max(COMMON_MEMORY_BYTES, bytes(other))) {
      return cheaper;
    }
    double slower =
        Math.max(denseSeconds, conditionedSeconds) / Math.min(denseSeconds, conditionedSeconds);
    return slower <= WORTH_OF_MEMORY ? other : cheaper;
  }

  /** More bytes than a long counts are more than any memory. */
  private long bytes(CellSpec cell) {
    try {
      return footprint.applyAsLong(cell);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private static void requireRange(ModelSpec model, String place) {
    FloatRange.violation(model)
        .ifPresent(
            message -> {
              throw new InvalidInputException(place + ": " + message);
            });
  }

  private void requireFits(CellSpec cell, SamplerChoice choice, String place) {
    long bytes = bytes(cell);
    if (bytes <= taskMemoryBytes) {
      return;
    }
    ModelSpec model = cell.model();
    throw new InvalidInputException(
        String.format(
            Locale.ROOT,
            "%s: one network of the cell with depth %d, largest width %,d, dimension %,d, %,d points"
                + " and the %s sampler needs %,d bytes, more than the task memory of %,d: raise"
                + " --task-memory, ask for fewer points or scan steps%s",
            place,
            model.depth(),
            model.widths().stream().mapToInt(Integer::intValue).max().orElseThrow(),
            model.dimension(),
            cell.points(),
            model.sampler().label(),
            bytes,
            taskMemoryBytes,
            choice == SamplerChoice.AUTO ? "" : ", or leave sampler: auto"));
  }
}
