package onestep.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and remaining time, redrawn in place below the lines. */
final class ProgressBarDisplay implements ProgressDisplay {

  private static final int REFRESH_MILLIS = 250;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final ProgressBar bar;
  private volatile Duration remaining;

  ProgressBarDisplay(PrintStream out, long done, long wanted) {
    this.out = out;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("Networks")
            .setInitialMax(wanted)
            .startsFrom(done, Duration.ZERO)
            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setConsumer(new ConsoleProgressBarConsumer(out))
            .setEtaFunction(state -> Optional.ofNullable(remaining))
            .showSpeed()
            .build();
  }

  @Override
  public void update(long done, Duration left) {
    remaining = left;
    bar.stepTo(done);
  }

  @Override
  public void line(String text) {
    // One call, so that the bar's own thread cannot write in between.
    out.print(ERASE_LINE + text + System.lineSeparator());
    bar.refresh();
  }

  @Override
  public void close() {
    bar.close();
  }
}
