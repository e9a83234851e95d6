package onestep.local.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Faults in the order in which they begin. They begin when so much of the sweep is done, so that
 * every one of them meets work on a machine of any speed, and last for a time.
 *
 * @param steps the faults
 */
record Schedule(List<Step> steps) {

  private static final List<FaultKind> KINDS = List.of(FaultKind.values());
  private static final int FEWEST = 2;
  private static final int MOST = 5;

  /** The last fault begins while a quarter of the work is left. */
  private static final int LAST_PERCENT = 75;

  /** How much of a sweep that is extended is submitted at first. */
  static final int FIRST_PART_PERCENT = 60;

  /** An extension comes before the first part is done. */
  private static final int LAST_EXTENSION_PERCENT = 50;

  Schedule {
    steps = steps.stream().sorted(Comparator.comparingInt(Step::percent)).toList();
  }

  /** The schedule of a seed. */
  static Schedule of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = FEWEST + random.nextInt(MOST - FEWEST + 1);
    List<Step> steps = new ArrayList<>();
    while (steps.size() < count) {
      FaultKind kind = KINDS.get(random.nextInt(KINDS.size()));
      boolean isExtension = kind == FaultKind.EXTEND;
      Step step =
          new Step(
              random.nextInt(1 + (isExtension ? LAST_EXTENSION_PERCENT : LAST_PERCENT)),
              kind,
              1 + random.nextInt(kind.targets()),
              kind.millis(random.nextDouble()));
      if (!isExtension || steps.stream().noneMatch(other -> other.kind() == kind)) {
        steps.add(step);
      }
    }
    return new Schedule(steps);
  }

  /** Reads what {@link #toString} writes. */
  static Schedule parse(String text) {
    return new Schedule(Arrays.stream(text.split(";")).map(Step::parse).toList());
  }

  /** Whether the sweep begins with a part of its networks. */
  boolean isExtended() {
    return steps.stream().anyMatch(step -> step.kind() == FaultKind.EXTEND);
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("; "));
  }
}
