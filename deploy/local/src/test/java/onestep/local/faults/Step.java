package onestep.local.faults;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault of a schedule.
 *
 * @param percent of the sweep's networks that are counted when it begins
 * @param kind what happens
 * @param target whom it befalls, from 1
 * @param millis how long it lasts
 */
record Step(int percent, FaultKind kind, int target, int millis) {

  private static final Pattern TEXT = Pattern.compile("at (\\d+) % ([a-z-]+) (\\d+) for (\\d+) ms");

  Step {
    if (percent < 0 || percent > 99 || target < 1 || target > kind.targets() || millis < 0) {
      throw new IllegalArgumentException("out of range: " + text(percent, kind, target, millis));
    }
  }

  /** Reads what {@link #toString} writes. */
  static Step parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a step is such as \"at 20 % kill-worker 1 for 500 ms\", got " + text);
    }
    return new Step(
        Integer.parseInt(matcher.group(1)),
        FaultKind.of(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(4)));
  }

  @Override
  public String toString() {
    return text(percent, kind, target, millis);
  }

  private static String text(int percent, FaultKind kind, int target, int millis) {
    return "at %d %% %s %d for %d ms".formatted(percent, kind.text(), target, millis);
  }
}
