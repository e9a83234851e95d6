package onestep.aggregator.topology;

/**
 * An epoch of a sweep. Accounts are kept by it: what an earlier epoch asked for, and a newer one
 * does not, counts no more.
 */
record SweepEpoch(String sweep, int epoch) implements Comparable<SweepEpoch> {

  private static final char MARK = '@';

  /** Reads {@link #key()}. */
  static SweepEpoch of(String key) {
    int mark = key.indexOf(MARK);
    return new SweepEpoch(key.substring(mark + 1), Integer.parseInt(key.substring(0, mark)));
  }

  /** The key of stores. */
  String key() {
    return epoch + String.valueOf(MARK) + sweep;
  }

  @Override
  public int compareTo(SweepEpoch other) {
    int bySweep = sweep.compareTo(other.sweep);
    return bySweep != 0 ? bySweep : Integer.compare(epoch, other.epoch);
  }
}
