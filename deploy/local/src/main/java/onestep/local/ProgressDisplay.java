package onestep.local;

import java.io.PrintStream;
import java.time.Duration;

/** Shows how far a run is. One thread calls it. */
interface ProgressDisplay extends AutoCloseable {

  /**
   * Shows the present state.
   *
   * @param done networks finished or given up
   * @param wanted networks of the whole sweep; stop rules may make them fewer
   * @param remaining estimated time to the end
   */
  void update(long done, long wanted, Duration remaining);

  /** Shows a line above the progress, to stay. */
  void line(String text);

  @Override
  void close();

  /**
   * The display that suits the stream.
   *
   * @param columns width of the terminal that the stream goes to; 0 for a file or a pipe
   * @param done networks that were finished before
   * @param wanted networks of the whole sweep
   */
  static ProgressDisplay on(PrintStream out, int columns, long done, long wanted) {
    return columns > 0
        ? new ProgressBarDisplay(out, columns, done, wanted)
        : new ProgressLines(out, done);
  }
}
