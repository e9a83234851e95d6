package onestep.local;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import onestep.aggregator.view.CellStatus;
import onestep.producer.sweep.CostModel;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;

/**
 * How far a sweep is, from the statistics of its cells. Cells that an earlier version of the sweep
 * had and this one has not are left out.
 */
final class RunProgress {

  /**
   * For so many seconds' worth of work the planner's estimate is taken for measured. Without it the
   * first cheap networks, most of whose time is starting, would set the rate for the dear ones.
   */
  private static final double PLANNED_SECONDS = 10;

  private final Supplier<List<CellStatus>> view;
  private final Map<String, Plan> plans = new HashMap<>();
  private final int slots;
  private double costAtFirst = Double.NaN;
  private long firstNanos;

  /** What is planned of a cell, with the planner's estimate of the cost of a network. */
  private record Plan(int networks, double secondsPerNetwork) {}

  /**
   * The state at one moment.
   *
   * @param cells the cells in plan order that are published
   * @param wanted networks of the whole sweep, as far as stop rules have not spared them
   * @param done networks whose rows are in
   * @param dead networks given up
   * @param settled whether nothing more will come
   * @param remaining estimated time to the end
   */
  record Snapshot(
      List<CellStatus> cells,
      long wanted,
      long done,
      long dead,
      boolean settled,
      Duration remaining) {}

  /**
   * The progress of a sweep.
   *
   * @param slots networks computed at once, for the first estimates of the remaining time
   * @param view gives its cells as they are, in plan order
   */
  RunProgress(Sweep sweep, int slots, Supplier<List<CellStatus>> view) {
    this.view = view;
    this.slots = slots;
    sweep.plan().forEach(this::add);
  }

  private void add(PlannedCell cell) {
    plans.put(
        cell.spec().id(), new Plan(cell.networks(), CostModel.secondsPerNetwork(cell.spec())));
  }

  /** Looks at a moment, {@code nanos} of {@link System#nanoTime}. */
  Snapshot look(long nanos) {
    List<CellStatus> cells = view.get().stream().filter(this::isPlanned).toList();
    long spared = 0;
    long done = 0;
    long dead = 0;
    double costDone = 0;
    double costSpared = 0;
    double costLeft = 0;
    long wanted = 0;
    for (CellStatus cell : cells) {
      spared += cell.spared();
      done += cell.done();
      dead += cell.dead();
      Plan plan = plans.get(cell.id());
      costDone += (cell.done() + cell.dead()) * plan.secondsPerNetwork();
      costSpared += cell.spared() * plan.secondsPerNetwork();
    }
    for (Plan plan : plans.values()) {
      wanted += plan.networks();
      costLeft += plan.networks() * plan.secondsPerNetwork();
    }
    costLeft -= costDone + costSpared;
    boolean settled = cells.size() == plans.size() && cells.stream().allMatch(CellStatus::settled);
    return new Snapshot(
        cells, wanted - spared, done, dead, settled, remaining(costDone, costLeft, nanos));
  }

  private boolean isPlanned(CellStatus cell) {
    Plan plan = plans.get(cell.id());
    return plan != null && plan.networks() == cell.wanted() + cell.spared();
  }

  /**
   * Networks of different cells differ in cost by orders of magnitude, so what is done and left is
   * counted in the planner's seconds, whose scale cancels.
   */
  private Duration remaining(double costDone, double costLeft, long nanos) {
    if (Double.isNaN(costAtFirst)) {
      costAtFirst = costDone;
      firstNanos = nanos;
    }
    double elapsed = (nanos - firstNanos) * 1e-9;
    double finished = costDone - costAtFirst;
    double secondsPerCost = (elapsed + PLANNED_SECONDS) / (finished + PLANNED_SECONDS * slots);
    return Duration.ofMillis(Math.round(1000 * secondsPerCost * costLeft));
  }
}
