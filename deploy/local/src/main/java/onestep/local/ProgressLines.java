package onestep.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import onestep.aggregator.text.ProgressText;

/** A line every few seconds, for logs and pipes. */
final class ProgressLines implements ProgressDisplay {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final PrintStream out;
  private final long before;
  private final long startedAt = System.nanoTime();
  private long toldAt = startedAt;
  private long told;

  ProgressLines(PrintStream out, long done) {
    this.out = out;
    this.before = done;
    this.told = done;
  }

  @Override
  public void update(long done, long wanted, Duration remaining) {
    long now = System.nanoTime();
    boolean ended = done == wanted && told < wanted;
    if (ended || now - toldAt >= INTERVAL.toNanos()) {
      double rate = (done - before) / Math.max(1e-9, (now - startedAt) * 1e-9);
      out.println(
          ProgressText.of(done, wanted, rate, Optional.of(ended ? Duration.ZERO : remaining)));
      toldAt = now;
      told = done;
    }
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
