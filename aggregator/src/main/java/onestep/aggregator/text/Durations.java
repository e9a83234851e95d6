package onestep.aggregator.text;

import java.time.Duration;
import java.util.Locale;

/** Texts of durations for people. */
public final class Durations {

  private Durations() {}

  /** A duration as {@code 0:07}, {@code 12:34} or {@code 1:02:03}. */
  public static String text(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    long hours = seconds / 3600;
    return hours == 0
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60);
  }
}
