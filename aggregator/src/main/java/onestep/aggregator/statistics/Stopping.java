package onestep.aggregator.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.StopRule;

/**
 * Where a {@link StopRule} stands in a cell: counts the networks of the round under way, and looks
 * at the statistic when the last of them is in.
 *
 * <p>A function of the rule and of the rows of the networks below the round's end, in whatever
 * order they came: those of others, which another sweep may have wanted, are passed over, and asked
 * for again if their round comes. Mutable; not safe for use by several threads.
 */
public final class Stopping {

  /** Share of the networks that seem to be needed, as the error is itself estimated. */
  private static final double SURELY = 0.7;

  /** Networks of a round over those before: an error may be unknown as yet, and seem infinite. */
  private static final double MOST_GROWTH = 10;

  private final StopRule rule;
  private final CellState counted;
  private int round;
  private int lookedAt;
  private Precision precision = Precision.UNDEFINED;
  private StopDecision decision = StopDecision.OPEN;

  /** A rule of which no network is in. */
  public Stopping(StopRule rule) {
    this(rule, new CellState());
  }

  private Stopping(StopRule rule, CellState counted) {
    this.rule = rule;
    this.counted = counted;
  }

  /**
   * The same networks under another rule, which may want more of them or watch something else; none
   * of them where the rule ends below them.
   */
  public Stopping under(StopRule other) {
    if (other.equals(rule)) {
      return this;
    }
    if (other.most() < counted.seen().end()) {
      return new Stopping(other);
    }
    Stopping changed = new Stopping(other, counted);
    while (changed.asked() < counted.seen().end()) {
      changed.round++; // rounds that end within the networks counted cannot be looked at any more
    }
    changed.look();
    return changed;
  }

  /** Counts a network if it belongs to the rounds asked for, and looks where one is complete. */
  public void add(NetworkTrials network) {
    if (decision == StopDecision.OPEN && network.network() < asked() && counted.add(network)) {
      look();
    }
  }

  private void look() {
    // Counted are only networks below the end, so that as many as it says are all of them.
    while (decision == StopDecision.OPEN && counted.seen().size() >= asked()) {
      lookedAt = counted.seen().size();
      precision = ConfidenceSequence.of(rule, counted);
      if (precision.relativeError() <= rule.relativeError()) {
        decision = StopDecision.PRECISE;
      } else if (round == rule.rounds().size() - 1) {
        decision = StopDecision.EXHAUSTED;
      } else {
        round = next();
      }
    }
  }

  /**
   * The next round, without those that are surely too early: the error falls with the root of the
   * number of networks, and so much of what is needed by the error seen is asked for at once.
   */
  private int next() {
    double missing = precision.relativeError() / rule.relativeError();
    double surely = lookedAt * Math.min(MOST_GROWTH, SURELY * missing * missing);
    int next = round + 1;
    while (next + 1 < rule.rounds().size() && rule.rounds().get(next + 1) <= surely) {
      next++;
    }
    return next;
  }

  /** Networks asked for, from 0 on: the end of the round under way, or of the last. */
  public int asked() {
    return decision == StopDecision.OPEN ? rule.rounds().get(round) : lookedAt;
  }

  /** Those asked for whose rows are in; a view, not to be changed. */
  public NetworkSet counted() {
    return counted.seen();
  }

  /** What was decided. */
  public StopDecision decision() {
    return decision;
  }

  /** How it stands, for telling. */
  public StopStatus status() {
    return new StopStatus(
        rule.statistic(),
        rule.confidence(),
        rule.most(),
        asked(),
        counted.seen().size(),
        lookedAt,
        precision,
        decision);
  }

  /** Writes everything but the rule. */
  public void writeTo(DataOutput out) throws IOException {
    byte[] state = counted.toBytes();
    Varint.write(out, state.length);
    out.write(state);
    Varint.write(out, round);
    Varint.write(out, lookedAt);
    out.writeDouble(precision.mean());
    out.writeDouble(precision.low());
    out.writeDouble(precision.high());
    out.writeUTF(decision.name());
  }

  /**
   * Reads {@link #writeTo}.
   *
   * @throws IOException if what is there is not of this rule
   * @throws IllegalArgumentException if it is no such state
   */
  public static Stopping readFrom(StopRule rule, DataInput in) throws IOException {
    byte[] state = new byte[Math.toIntExact(Varint.read(in))];
    in.readFully(state);
    Stopping read = new Stopping(rule, CellState.of(state));
    read.round = Math.toIntExact(Varint.read(in));
    read.lookedAt = Math.toIntExact(Varint.read(in));
    read.precision = new Precision(in.readDouble(), in.readDouble(), in.readDouble());
    read.decision = StopDecision.valueOf(in.readUTF());
    if (read.round >= rule.rounds().size()) {
      throw new IOException("round " + read.round + " of " + rule);
    }
    return read;
  }
}
