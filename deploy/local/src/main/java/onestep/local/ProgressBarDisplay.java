package onestep.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and remaining time, redrawn in place below the lines. */
final class ProgressBarDisplay implements ProgressDisplay {

  private static final int REFRESH_MILLIS = 250;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final ProgressBar bar;
  private volatile Duration remaining;

  /**
   * A bar.
   *
   * @param columns width of the terminal
   */
  ProgressBarDisplay(PrintStream out, int columns, long done, long wanted) {
    this.out = out;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("Networks")
            .setInitialMax(wanted)
            .startsFrom(done, Duration.ZERO)
            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setConsumer(new LastLine(out, columns))
            .setEtaFunction(state -> Optional.ofNullable(remaining))
            .showSpeed()
            .build();
  }

  @Override
  public void update(long done, long wanted, Duration left) {
    remaining = left;
    bar.maxHint(wanted);
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

  /**
   * The terminal's last line. The library's own consumer asks JLine for the width, which takes
   * Ctrl-C away from Java: the process would end without putting anything away.
   */
  private record LastLine(PrintStream out, int columns) implements ProgressBarConsumer {

    @Override
    public int getMaxRenderedLength() {
      return columns - 1;
    }

    @Override
    public void accept(String rendered) {
      out.print(ERASE_LINE + rendered);
      out.flush();
    }

    @Override
    public void close() {
      out.println();
    }
  }
}
