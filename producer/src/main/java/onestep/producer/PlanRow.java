package onestep.producer;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import onestep.contract.MemorySize;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.producer.sweep.DeviceCost;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.StopForecast;
import onestep.producer.sweep.TaskCutter;

/**
 * One row of the plan: a cell, or several that differ in width, dimension and the numbers of their
 * attack only.
 */
final class PlanRow {

  private static final String FORMAT =
      "%8s %5s %17s %17s %10s %6s %16s %11s %17s %9s %12s %8s %13s  %s";
  private static final int LONGEST_SHAPE = 17;

  /** What the cells of one row share. */
  record Key(
      int depth,
      String activation,
      double gain,
      String attack,
      String sampler,
      int networks,
      boolean adaptive,
      int points,
      String note) {

    static Key of(PlannedCell cell) {
      ModelSpec model = cell.spec().model();
      return new Key(
          model.depth(),
          model.activation().label(),
          model.gain(),
          cell.spec().attack().label(),
          model.sampler().label(),
          cell.networks(),
          cell.stop().isPresent(),
          cell.spec().points(),
          cell.note());
    }
  }

  /** What stop rules are expected to take. */
  record Expected(long networks, double seconds) {
    Expected plus(Expected other) {
      return new Expected(networks + other.networks, seconds + other.seconds);
    }
  }

  private final Key key;
  private final String shape;
  private long cells;
  private long tasks;
  private double seconds;
  private double longestNetworkSeconds;
  private Expected least;
  private Expected most;
  private long memoryBytes;
  private int leastWidth = Integer.MAX_VALUE;
  private int mostWidth;
  private int leastDimension = Integer.MAX_VALUE;
  private int mostDimension;
  private OptionalDouble leastEta = OptionalDouble.empty();
  private OptionalDouble mostEta = OptionalDouble.empty();

  /** The row of a cell. */
  PlanRow(PlannedCell cell, TaskCutter cutter) {
    this.key = Key.of(cell);
    this.shape = shape(cell.spec().model().widths());
    double perNetwork = DeviceCost.secondsPerNetwork(cell.spec());
    cells = 1;
    tasks = cutter.tasks(cell);
    seconds = perNetwork * cell.networks();
    StopForecast forecast = StopForecast.of(cell);
    least = new Expected(forecast.least(), perNetwork * forecast.least());
    most = new Expected(forecast.most(), perNetwork * forecast.most());
    longestNetworkSeconds = perNetwork;
    memoryBytes = Footprint.bytes(cell.spec());
    for (int width : cell.spec().model().widths()) {
      leastWidth = Math.min(leastWidth, width);
      mostWidth = Math.max(mostWidth, width);
    }
    leastDimension = cell.spec().model().dimension();
    mostDimension = leastDimension;
    leastEta = cell.theory().etaMean();
    mostEta = leastEta;
  }

  /** Takes in the row of another cell. */
  void add(PlanRow other) {
    cells += other.cells;
    tasks += other.tasks;
    seconds += other.seconds;
    least = least.plus(other.least);
    most = most.plus(other.most);
    longestNetworkSeconds = Math.max(longestNetworkSeconds, other.longestNetworkSeconds);
    memoryBytes = Math.max(memoryBytes, other.memoryBytes);
    leastWidth = Math.min(leastWidth, other.leastWidth);
    mostWidth = Math.max(mostWidth, other.mostWidth);
    leastDimension = Math.min(leastDimension, other.leastDimension);
    mostDimension = Math.max(mostDimension, other.mostDimension);
    if (other.leastEta.isPresent()) {
      double eta = other.leastEta.getAsDouble();
      leastEta = OptionalDouble.of(Math.min(eta, leastEta.orElse(eta)));
      mostEta = OptionalDouble.of(Math.max(eta, mostEta.orElse(eta)));
    }
  }

  Key key() {
    return key;
  }

  long cells() {
    return cells;
  }

  long tasks() {
    return tasks;
  }

  /** Seconds of all networks on one slot. */
  double seconds() {
    return seconds;
  }

  /** Networks and their seconds on one slot, if the points of a network are worth one each. */
  Expected least() {
    return least;
  }

  /** The same if the points of a network tell nothing new. */
  Expected most() {
    return most;
  }

  /** Seconds that no number of slots shortens. */
  double longestNetworkSeconds() {
    return longestNetworkSeconds;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  static String header() {
    return String.format(
            Locale.ROOT,
            FORMAT,
            "cells",
            "depth",
            "width",
            "dimension",
            "activation",
            "gain",
            "attack",
            "sampler",
            "networks×points",
            "tasks",
            "time, 1 slot",
            "memory",
            "theory mean η",
            "")
        .stripTrailing();
  }

  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            FORMAT,
            Human.count(cells),
            key.depth(),
            cells == 1 ? shape : range(Human.count(leastWidth), Human.count(mostWidth)),
            range(Human.count(leastDimension), Human.count(mostDimension)),
            key.activation(),
            gain(key.gain()),
            key.attack(),
            key.sampler(),
            (key.adaptive() ? "≤ " : "")
                + Human.count(key.networks())
                + " × "
                + Human.count(key.points()),
            Human.count(tasks),
            Human.duration(seconds),
            MemorySize.show(memoryBytes),
            leastEta.isPresent()
                ? range(Human.number(leastEta.getAsDouble()), Human.number(mostEta.getAsDouble()))
                : "-",
            key.note())
        .stripTrailing();
  }

  /** A whole gain without decimals: 2, not 2.00. */
  private static String gain(double gain) {
    return gain == Math.rint(gain) && gain < 1e6 ? Human.count((long) gain) : Human.number(gain);
  }

  private static String range(String least, String most) {
    return least.equals(most) ? least : least + "…" + most;
  }

  private static String shape(List<Integer> widths) {
    if (widths.stream().distinct().count() == 1) {
      return Human.count(widths.get(0));
    }
    String all = widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    return all.length() <= LONGEST_SHAPE ? all : all.substring(0, LONGEST_SHAPE - 1) + "…";
  }
}
