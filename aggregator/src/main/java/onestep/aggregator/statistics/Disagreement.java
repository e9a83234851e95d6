package onestep.aggregator.statistics;

import java.util.Comparator;

/**
 * A network that two workers have computed, and not alike.
 *
 * @param cell the cell id
 * @param network index of the network
 * @param computedBy worker whose row is counted
 * @param checkedBy worker that computed it again
 * @param what what differs first, with point and both numbers
 */
public record Disagreement(
    String cell, int network, String computedBy, String checkedBy, String what)
    implements Comparable<Disagreement> {

  private static final Comparator<Disagreement> ORDER =
      Comparator.comparing(Disagreement::cell)
          .thenComparingInt(Disagreement::network)
          .thenComparing(Disagreement::computedBy)
          .thenComparing(Disagreement::checkedBy)
          .thenComparing(Disagreement::what);

  @Override
  public int compareTo(Disagreement other) {
    return ORDER.compare(this, other);
  }
}
