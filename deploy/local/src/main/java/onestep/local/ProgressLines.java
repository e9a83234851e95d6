package onestep.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A line every few seconds, for logs and pipes. */
final class ProgressLines implements ProgressDisplay {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final PrintStream out;
  private final long before;
  private final long wanted;
  private final long startedAt = System.nanoTime();
  private long toldAt = startedAt;
  private long told;

  ProgressLines(PrintStream out, long done, long wanted) {
    this.out = out;
    this.before = done;
    this.wanted = wanted;
    this.told = done;
  }

  @Override
  public void update(long done, Duration remaining) {
    long now = System.nanoTime();
    boolean ended = done == wanted && told < wanted;
    if (ended || now - toldAt >= INTERVAL.toNanos()) {
      double rate = (done - before) / Math.max(1e-9, (now - startedAt) * 1e-9);
      out.println(text(done, wanted, rate, ended ? Duration.ZERO : remaining));
      toldAt = now;
      told = done;
    }
  }

  /** Such as {@code 1,200 of 4,800 networks (25 %), 95 a second, about 0:38 left}. */
  static String text(long done, long wanted, double rate, Duration remaining) {
    long percent = wanted == 0 ? 100 : 100 * done / wanted;
    String line =
        String.format(
            Locale.ROOT,
            "%,d of %,d networks (%d %%), %,.1f a second",
            done,
            wanted,
            percent,
            rate);
    return remaining.isZero() ? line : line + ", about " + Texts.duration(remaining) + " left";
  }

  @Override
  public void line(String text) {
    out.println(text);
  }

  @Override
  public void close() {
    out.flush();
  }
}
