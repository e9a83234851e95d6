package onestep.aggregator.figures.plot;

/**
 * A tick of an axis.
 *
 * @param value where it stands
 * @param label what it says; empty for a minor one
 */
record Tick(double value, String label) {

  boolean isMajor() {
    return !label.isEmpty();
  }
}
