package onestep.worker.backend;

/**
 * Lines to look for a first crossing on, how far to look, and where past a crossing to look again.
 *
 * @param lines a column of the points and directions for each ray
 * @param limits how far to look on each ray
 * @param relative how far past a crossing to look again, in crossings
 * @param absolute and beyond that, for each ray
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier: nobody compares or prints it
public record Rays(int[] lines, double[] limits, double relative, double[] absolute) {

  /** Checks the lengths. */
  public Rays {
    Shapes.requireLength("rays", "limits", limits.length, lines.length);
    Shapes.requireLength("rays", "absolute", absolute.length, lines.length);
  }

  /** How many they are. */
  public int count() {
    return lines.length;
  }

  /** The step of ray j just past its crossing. */
  public float past(int j, double crossing) {
    return (float) (crossing * (1 + relative) + absolute[j]);
  }
}
