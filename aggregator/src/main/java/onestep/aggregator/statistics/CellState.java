package onestep.aggregator.statistics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToDoubleFunction;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkSet;

/**
 * Everything kept of a cell: which networks have been seen, and sums over their trials.
 *
 * <p>A commutative monoid over sets of networks: the empty state is the identity, {@link #add} of a
 * network already seen changes nothing, {@link #merge} joins states of disjoint sets, and equal
 * sets give equal bytes whatever the order, the duplicates and the grouping. A few kilobytes
 * written, whatever the number of trials. Mutable; not safe for use by several threads.
 */
public final class CellState {

  /**
   * Version of the bytes and of what {@link #summary} makes of them. With another one, states are
   * computed anew and summaries of the old one passed over.
   */
  public static final int VERSION = 2;

  private final NetworkSet seen;
  private final RatioSums flips;
  private final RatioSums eta;
  private final RatioSums gradientNorm;
  private final RatioSums valueAbs;
  private final RatioSums perturbation;
  private final RatioSums inverseLinearity;
  private final ExactSum values;
  private final QuantileSketch etaSketch;
  private long flipped;
  private long degenerate;
  private long unresolved;

  /** The state of no network. */
  public CellState() {
    this(
        new NetworkSet(),
        new RatioSums(),
        new RatioSums(),
        new RatioSums(),
        new RatioSums(),
        new RatioSums(),
        new RatioSums(),
        new ExactSum(),
        new QuantileSketch());
  }

  private CellState(
      NetworkSet seen,
      RatioSums flips,
      RatioSums eta,
      RatioSums gradientNorm,
      RatioSums valueAbs,
      RatioSums perturbation,
      RatioSums inverseLinearity,
      ExactSum values,
      QuantileSketch etaSketch) {
    this.seen = seen;
    this.flips = flips;
    this.eta = eta;
    this.gradientNorm = gradientNorm;
    this.valueAbs = valueAbs;
    this.perturbation = perturbation;
    this.inverseLinearity = inverseLinearity;
    this.values = values;
    this.etaSketch = etaSketch;
  }

  /** Adds a network; false, and no change, if it had been seen. */
  public boolean add(NetworkTrials network) {
    if (!seen.add(network.network())) {
      return false;
    }
    List<Trial> all = network.trials();
    List<Trial> flippedOnes = all.stream().filter(Trial::flipped).toList();
    flips.addNetwork(each(all, trial -> trial.flipped() ? 1 : 0));
    eta.addNetwork(each(flippedOnes, Trial::eta));
    gradientNorm.addNetwork(each(all, Trial::gradientNorm));
    valueAbs.addNetwork(each(all, Trial::valueAbs));
    perturbation.addNetwork(each(flippedOnes, Trial::perturbation));
    inverseLinearity.addNetwork(each(flippedOnes, Trial::inverseLinearity));
    for (Trial trial : all) {
      values.add(trial.value());
      switch (trial.outcome()) {
        case UNFLIPPED -> {}
        case FLIPPED -> {
          flipped++;
          etaSketch.add(trial.eta());
        }
        case DEGENERATE -> degenerate++;
        case UNRESOLVED -> unresolved++;
      }
    }
    return true;
  }

  /**
   * Joins the state of other networks to this one.
   *
   * @throws IllegalArgumentException if a network is in both: sums cannot be taken apart again
   */
  public void merge(CellState other) {
    NetworkSet union = seen.union(other.seen);
    if (union.size() != seen.size() + other.seen.size()) {
      throw new IllegalArgumentException(
          "states to merge must share no network, got " + seen + " and " + other.seen);
    }
    other.seen.ranges(Integer.MAX_VALUE).forEach(seen::add);
    flips.add(other.flips);
    eta.add(other.eta);
    gradientNorm.add(other.gradientNorm);
    valueAbs.add(other.valueAbs);
    perturbation.add(other.perturbation);
    inverseLinearity.add(other.inverseLinearity);
    values.add(other.values);
    etaSketch.add(other.etaSketch);
    flipped += other.flipped;
    degenerate += other.degenerate;
    unresolved += other.unresolved;
  }

  /** The networks seen; a view, not to be changed. */
  public NetworkSet seen() {
    return seen;
  }

  /** Trials of the networks seen. */
  public long trials() {
    return flips.count();
  }

  /**
   * The summary, beside its cell and prediction. Quantiles of η and the linearity ratio are of
   * smallest steps only: a step that was given tells nothing of where the sign changes.
   */
  public CellSummary summary(CellSpec spec, TheoryValues theory) {
    boolean smallest = spec.attack().match(search -> true, step -> false);
    return new CellSummary(
        spec,
        seen.size(),
        trials(),
        degenerate,
        unresolved,
        flipped,
        Estimators.proportion(flips),
        Estimators.mean(eta),
        smallest ? Estimators.etaQuantiles(etaSketch, trials()) : EtaQuantiles.UNDEFINED,
        Estimators.mean(gradientNorm),
        Estimators.mean(valueAbs),
        Estimators.signedDeviation(valueAbs, values),
        Estimators.mean(perturbation),
        smallest ? Estimators.harmonicMean(inverseLinearity) : Estimate.UNDEFINED,
        theory);
  }

  /** The canonical bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writeTo(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads {@link #toBytes()}.
   *
   * @throws UncheckedIOException if the bytes are not such a state
   */
  public static CellState of(byte[] bytes) {
    try {
      return readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("not the state of a cell", e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UncheckedIOException(new IOException("not the state of a cell: " + e, e));
    }
  }

  private void writeTo(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    ByteBuffer networks = seen.toBytes();
    Varint.write(out, networks.remaining());
    out.write(networks.array(), networks.arrayOffset() + networks.position(), networks.remaining());
    flips.writeTo(out);
    eta.writeTo(out);
    gradientNorm.writeTo(out);
    valueAbs.writeTo(out);
    perturbation.writeTo(out);
    inverseLinearity.writeTo(out);
    values.writeTo(out);
    etaSketch.writeTo(out);
    Varint.write(out, flipped);
    Varint.write(out, degenerate);
    Varint.write(out, unresolved);
  }

  private static CellState readFrom(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("state version must be " + VERSION + ", got " + version);
    }
    byte[] networks = new byte[Math.toIntExact(Varint.read(in))];
    in.readFully(networks);
    CellState state =
        new CellState(
            NetworkSet.of(ByteBuffer.wrap(networks)),
            RatioSums.readFrom(in),
            RatioSums.readFrom(in),
            RatioSums.readFrom(in),
            RatioSums.readFrom(in),
            RatioSums.readFrom(in),
            RatioSums.readFrom(in),
            ExactSum.readFrom(in),
            QuantileSketch.readFrom(in));
    state.flipped = Varint.read(in);
    state.degenerate = Varint.read(in);
    state.unresolved = Varint.read(in);
    return state;
  }

  private static double[] each(List<Trial> trials, ToDoubleFunction<Trial> statistic) {
    return trials.stream().mapToDouble(statistic).toArray();
  }
}
