package onestep.local.faults;

import java.util.Arrays;
import java.util.Locale;

/** What can go wrong, for how long, and how many it may befall. */
enum FaultKind {
  KILL_WORKER(2, 0, 1_000),
  STOP_WORKER(2, 0, 1_000),
  /** Beyond the lock of its tasks and back within it. */
  FREEZE_WORKER(2, 500, 5_000),
  KILL_AGGREGATOR(2, 0, 1_000),
  STOP_AGGREGATOR(2, 0, 1_000),
  /** Mostly within its session and its transaction, which last 10 s. */
  FREEZE_AGGREGATOR(2, 500, 12_000),
  KILL_BROKER(3, 0, 4_000),
  STOP_BROKER(3, 0, 4_000),
  /** Beyond its session of 2 s and back within it. */
  FREEZE_BROKER(3, 500, 5_000),
  /** Connections of clients are reset, new ones too. */
  CUT(3, 0, 4_000),
  /** Connections of clients stay and carry nothing. */
  HOLD(3, 500, 5_000),
  SLOW(3, 1_000, 5_000),
  REPEAT_RESULTS(1, 0, 4_000),
  /** Of the first aggregator, which is killed then and starts as often as it fails. */
  FULL_DISK(1, 2_000, 8_000),
  PAUSE(1, 0, 1_500),
  RETRY(1, 0, 1),
  EXTEND(1, 0, 1);

  private final int targets;
  private final int shortest;
  private final int longest;

  FaultKind(int targets, int shortest, int longest) {
    this.targets = targets;
    this.shortest = shortest;
    this.longest = longest;
  }

  /** How many there are that it may befall. */
  int targets() {
    return targets;
  }

  /** A duration within its range, in milliseconds; short ones are the rule. */
  int millis(double uniform) {
    return shortest + (int) ((longest - shortest) * uniform * uniform);
  }

  /** Its name in the text of a schedule. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of a name. */
  static FaultKind of(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such fault: " + text));
  }
}
