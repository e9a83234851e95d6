package onestep.producer.sweep;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StopRule;

/**
 * A sweep: the cells of one or several grids, expanded lazily in a fixed order and never held.
 *
 * <p>Order: grid by grid, each as {@link Grid} says. A cell that several grids have appears once,
 * where the first of them has it, with the most networks that any of them wants, which must agree
 * on its stop rule; whether an earlier grid has it is computed from its values, so nothing is
 * remembered.
 */
public final class Sweep {

  private final String name;
  private final List<Grid> grids;
  private final SamplerPolicy samplers;
  private final String specification;

  /** Position of the first cell of each grid, and the number of all cells at the end. */
  private final List<Long> starts = new ArrayList<>();

  private long networks;
  private long trials;
  private double seconds;
  private long deviceCells;
  private long adaptiveCells;

  private Sweep(String name, List<Grid> grids, SamplerPolicy samplers) {
    this.name = name;
    this.grids = List.copyOf(grids);
    this.samplers = samplers;
    this.specification =
        Json.write(
            Map.of(
                "name",
                name,
                "cells",
                grids.stream().map(Grid::canonical).toList(),
                "planner",
                planner(grids)));
  }

  /** The versions that decide which cells the grids have. */
  private static Map<String, Object> planner(List<Grid> grids) {
    Map<String, Object> planner = new TreeMap<>();
    planner.put("cost_model", CostModel.VERSION);
    planner.put("numerics", CellSpec.CPU_NUMERICS);
    if (grids.stream().anyMatch(grid -> grid.backend() != BackendChoice.CPU)) {
      planner.put("device_cost", DeviceCost.VERSION);
      planner.put("device_numerics", CellSpec.CUDA_NUMERICS);
    }
    return planner;
  }

  /**
   * A sweep of grids. Walks over every cell once, to count them and to check their memory.
   *
   * @throws InvalidInputException if a limit is exceeded
   */
  static Sweep of(String name, List<Grid> grids, SamplerPolicy samplers, Limits limits) {
    long size = 0;
    for (Grid grid : grids) {
      size = grid.size() > Long.MAX_VALUE - size ? Long.MAX_VALUE : size + grid.size();
    }
    if (size > limits.cells()) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "sweep %s has %,d cells, more than the limit of %,d: shorten its lists or split it",
              name,
              size,
              limits.cells()));
    }
    Sweep sweep = new Sweep(name, grids, samplers);
    if (sweep.specification.length() > limits.specificationBytes()) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "sweep %s takes %,d bytes to write down, more than the limit of %,d: split it",
              name,
              sweep.specification.length(),
              limits.specificationBytes()));
    }
    sweep.count();
    return sweep;
  }

  private void count() {
    long position = 0;
    for (int grid = 0; grid < grids.size(); grid++) {
      starts.add(position);
      for (long index = 0; index < grids.get(grid).size(); index++) {
        CellSpec cell = cell(grid, index);
        if (isFirst(grid, cell)) {
          position++;
          int wanted = networksOf(grid, cell);
          checkStop(grid, cell);
          adaptiveCells += grids.get(grid).stop().isPresent() ? 1 : 0;
          networks += wanted;
          seconds += wanted * DeviceCost.secondsPerNetwork(cell);
          deviceCells += isOnDevice(cell) ? 1 : 0;
          trials += (long) wanted * cell.points();
        }
      }
    }
    starts.add(position);
  }

  /** The name, which identifies the sweep on a cluster. */
  public String name() {
    return name;
  }

  /** Number of cells. */
  public long cells() {
    return starts.get(grids.size());
  }

  /** Networks wanted, over all cells. */
  public long networks() {
    return networks;
  }

  /** The planner's estimate of all networks on one slot, in seconds. */
  public double seconds() {
    return seconds;
  }

  /** Number of cells that are computed on devices. */
  public long deviceCells() {
    return deviceCells;
  }

  /**
   * Number of cells with a stop rule, of which {@link #networks} counts all that may be asked for.
   */
  public long adaptiveCells() {
    return adaptiveCells;
  }

  /** Whether a cell is computed on a device. */
  public static boolean isOnDevice(CellSpec cell) {
    return cell.numerics().equals(CellSpec.CUDA_NUMERICS);
  }

  /** Trials wanted, over all cells. */
  public long trials() {
    return trials;
  }

  /**
   * The sweep as canonical JSON with its defaults filled in. Equal specifications plan equal cells
   * at equal positions; the order of keys in the sweep file does not matter, that of lists does.
   */
  public String specification() {
    return specification;
  }

  /** All cells, in order, computed as the stream is read. */
  public Stream<PlannedCell> plan() {
    return planFrom(0);
  }

  /** The cells from a position on. */
  public Stream<PlannedCell> planFrom(long position) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new Cells(position), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /** The note of the grid that has the cell at a position. */
  public Optional<String> note(long position) {
    String note = grids.get(gridAt(position)).note();
    return note.isEmpty() ? Optional.empty() : Optional.of(note);
  }

  private int gridAt(long position) {
    if (position < 0 || position >= cells()) {
      throw new IndexOutOfBoundsException(
          "position " + position + " of a sweep with " + cells() + " cells");
    }
    int grid = 0;
    while (starts.get(grid + 1) <= position) {
      grid++;
    }
    return grid;
  }

  private CellSpec cell(int grid, long index) {
    Grid of = grids.get(grid);
    CellSpec sampled = samplers.choose(of.get(index, Sampler.DENSE), of.sampler(), of.place());
    return DeviceCost.choose(sampled, of.backend());
  }

  private boolean isFirst(int grid, CellSpec cell) {
    for (int earlier = 0; earlier < grid; earlier++) {
      if (has(grids.get(earlier), cell)) {
        return false;
      }
    }
    return true;
  }

  private int networksOf(int first, CellSpec cell) {
    int most = grids.get(first).networks();
    for (int later = first + 1; later < grids.size(); later++) {
      Grid other = grids.get(later);
      if (other.networks() > most && has(other, cell)) {
        most = other.networks();
      }
    }
    return most;
  }

  /** A cell has one stop rule, or one number of networks. */
  private void checkStop(int first, CellSpec cell) {
    Optional<StopRule> stop = grids.get(first).stop();
    for (Grid later : grids.subList(first + 1, grids.size())) {
      if (!later.stop().equals(stop) && has(later, cell)) {
        throw new InvalidInputException(
            later.place()
                + ": an earlier entry has some of these cells with another stop: give both the same,"
                + " or another seed");
      }
    }
  }

  private boolean has(Grid grid, CellSpec cell) {
    return grid.contains(cell)
        && samplers.choose(cell, grid.sampler(), grid.place()).model().sampler()
            == cell.model().sampler()
        && DeviceCost.choose(cell, grid.backend()).numerics().equals(cell.numerics());
  }

  /** Walks over the cells. */
  private final class Cells implements Iterator<PlannedCell> {

    private long position;
    private int grid;
    private long index;

    Cells(long from) {
      if (from >= cells()) {
        position = cells();
        return;
      }
      grid = gridAt(from);
      position = starts.get(grid);
      if (starts.get(grid + 1) - position == grids.get(grid).size()) {
        index = from - position;
        position = from;
      }
      while (position < from) {
        advance();
      }
    }

    @Override
    public boolean hasNext() {
      return position < cells();
    }

    @Override
    public PlannedCell next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long at = position;
      CellSpec cell = advance();
      return new PlannedCell(
          at,
          cell,
          networksOf(grid, cell),
          grids.get(grid).stop(),
          Theory.of(cell),
          grids.get(grid).note());
    }

    /** Steps over the next cell that no earlier grid has; {@code grid} is then its own. */
    private CellSpec advance() {
      while (true) {
        while (index == grids.get(grid).size()) {
          grid++;
          index = 0;
        }
        CellSpec cell = cell(grid, index++);
        if (isFirst(grid, cell)) {
          position++;
          return cell;
        }
      }
    }
  }
}
