package onestep.producer.sweep;

import java.util.Locale;
import java.util.function.ToLongFunction;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;

/**
 * Chooses the sampler of a cell: a pure function of the cell and of the memory that the fleet gives
 * a network.
 *
 * @param taskMemoryBytes memory that one network may need
 * @param footprint upper bound of what one network of a cell needs, in bytes
 */
record SamplerPolicy(long taskMemoryBytes, ToLongFunction<CellSpec> footprint) {

  /**
   * The cell with its sampler: the one forced, or else the cheaper one that fits the memory.
   *
   * @param place where the cell was asked for, for the message
   * @throws InvalidInputException if it does not fit
   */
  CellSpec choose(CellSpec cell, SamplerChoice choice, String place) {
    CellSpec dense = with(cell, Sampler.DENSE);
    CellSpec conditioned = with(cell, Sampler.CONDITIONED);
    return switch (choice) {
      case DENSE -> fitting(dense, place);
      case CONDITIONED -> fitting(conditioned, place);
      case AUTO -> {
        boolean denseIsCheaper =
            CostModel.secondsPerNetwork(dense) <= CostModel.secondsPerNetwork(conditioned);
        CellSpec cheaper = denseIsCheaper ? dense : conditioned;
        CellSpec other = denseIsCheaper ? conditioned : dense;
        if (fits(cheaper)) {
          yield cheaper;
        }
        // Of two that are too large, name the smaller one's need.
        yield fits(other) || bytes(other) < bytes(cheaper)
            ? fitting(other, place)
            : fitting(cheaper, place);
      }
    };
  }

  /** More bytes than a long counts are more than any memory. */
  private long bytes(CellSpec cell) {
    try {
      return footprint.applyAsLong(cell);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private boolean fits(CellSpec cell) {
    return bytes(cell) <= taskMemoryBytes;
  }

  private CellSpec fitting(CellSpec cell, String place) {
    long bytes = bytes(cell);
    if (bytes <= taskMemoryBytes) {
      return cell;
    }
    ModelSpec model = cell.model();
    throw new InvalidInputException(
        String.format(
            Locale.ROOT,
            "%s: one network of the cell with depth %d, largest width %,d, dimension %,d, %,d points"
                + " and the %s sampler needs %,d bytes, more than the task memory of %,d: raise"
                + " --task-memory, ask for fewer points, or leave sampler: auto",
            place,
            model.depth(),
            model.widths().stream().mapToInt(Integer::intValue).max().orElseThrow(),
            model.dimension(),
            cell.points(),
            model.sampler().label(),
            bytes,
            taskMemoryBytes));
  }

  private static CellSpec with(CellSpec cell, Sampler sampler) {
    ModelSpec model = cell.model();
    if (model.sampler() == sampler) {
      return cell;
    }
    ModelSpec changed =
        new ModelSpec(
            model.widths(),
            model.dimension(),
            model.activation(),
            model.gain(),
            sampler,
            model.seed());
    return new CellSpec(changed, cell.attack(), cell.points(), cell.numerics());
  }
}
