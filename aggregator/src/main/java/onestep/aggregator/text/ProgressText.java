package onestep.aggregator.text;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Progress in a line. */
public final class ProgressText {

  private ProgressText() {}

  /**
   * Such as {@code 1,200 of 4,800 networks (25 %), 95.0 a second, about 0:38 left}.
   *
   * @param rate networks per second, or NaN if it is not known
   * @param remaining the time left, if it is known
   */
  public static String of(long done, long wanted, double rate, Optional<Duration> remaining) {
    return String.format(
            Locale.ROOT, "%,d of %,d networks (%d %%)", done, wanted, percent(done, wanted))
        + (Double.isNaN(rate) ? "" : String.format(Locale.ROOT, ", %,.1f a second", rate))
        + remaining
            .filter(left -> !left.isZero())
            .map(left -> ", about " + Durations.text(left) + " left")
            .orElse("");
  }

  /**
   * Such as {@code 3,600 of 4,800 networks (75 %) by stop rules}.
   *
   * @param spared networks that are not computed
   * @param wanted networks that are
   */
  public static String spared(long spared, long wanted) {
    long all = spared + wanted;
    return String.format(
        Locale.ROOT,
        "%,d of %,d networks (%d %%) by stop rules",
        spared,
        all,
        percent(spared, all));
  }

  /** Whole percent done, rounded down; of nothing, all. */
  public static long percent(long done, long wanted) {
    return wanted == 0 ? 100 : 100 * done / wanted;
  }
}
