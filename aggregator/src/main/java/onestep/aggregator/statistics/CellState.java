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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.Quantity;
import onestep.contract.cell.WatchedStatistic;

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
  public static final int VERSION = 3;

  private final NetworkSet seen;
  private final RatioSums flips;
  private final RatioSums eta;
  private final RatioSums gradientNorm;
  private final RatioSums valueAbs;
  private final RatioSums perturbation;
  private final RatioSums inverseLinearity;
  private final ExactSum values;
  private final QuantileSketch etaSketch;

  /** One for each quantity of the attack; none before the first network. */
  private final List<RatioSums> quantities;

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
        new QuantileSketch(),
        new ArrayList<>());
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
      QuantileSketch etaSketch,
      List<RatioSums> quantities) {
    this.seen = seen;
    this.flips = flips;
    this.eta = eta;
    this.gradientNorm = gradientNorm;
    this.valueAbs = valueAbs;
    this.perturbation = perturbation;
    this.inverseLinearity = inverseLinearity;
    this.values = values;
    this.etaSketch = etaSketch;
    this.quantities = quantities;
  }

  /**
   * Adds a network; false, and no change, if it had been seen.
   *
   * @throws IllegalArgumentException if its quantities are not as many as those of the networks
   *     before it
   */
  public boolean add(NetworkTrials network) {
    requireQuantities(network.quantities().size());
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
    inverseLinearity.addNetwork(known(each(flippedOnes, Trial::inverseLinearity)));
    for (int i = 0; i < quantities.size(); i++) {
      quantities.get(i).addNetwork(known(network.quantities().get(i)));
    }
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
    if (other.seen.size() > 0) {
      requireQuantities(other.quantities.size());
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
    for (int i = 0; i < other.quantities.size(); i++) {
      quantities.get(i).add(other.quantities.get(i));
    }
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

  /** The sums of a statistic; those of the inverse for {@link WatchedStatistic#LINEARITY}. */
  RatioSums sums(WatchedStatistic statistic) {
    return switch (statistic) {
      case ETA -> eta;
      case FLIPPED_FRACTION -> flips;
      case GRADIENT_NORM -> gradientNorm;
      case VALUE_ABS -> valueAbs;
      case PERTURBATION -> perturbation;
      case LINEARITY -> inverseLinearity;
    };
  }

  /**
   * The summary, beside its cell and prediction. Quantiles of η and the linearity ratio are of
   * smallest steps only: a step that was given tells nothing of where the sign changes.
   */
  public CellSummary summary(CellSpec spec, TheoryValues theory) {
    boolean smallest = spec.attack().findsSmallestStep();
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
        theory,
        summaries(spec.attack().quantities()),
        Optional.empty());
  }

  private List<Estimate> summaries(List<Quantity> measured) {
    // Rows may have come before anything was known of the cell: of other quantities nothing is
    // told.
    if (quantities.size() != measured.size()) {
      return Collections.nCopies(measured.size(), Estimate.UNDEFINED);
    }
    List<Estimate> summaries = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      summaries.add(
          switch (measured.get(i).kind()) {
            case MEAN -> Estimators.mean(quantities.get(i));
            case PROPORTION ->
                quantities.get(i).isIndicator()
                    ? Estimators.proportion(quantities.get(i))
                    : Estimate.UNDEFINED;
          });
    }
    return summaries;
  }

  private void requireQuantities(int number) {
    if (seen.size() == 0 && quantities.isEmpty()) {
      for (int i = 0; i < number; i++) {
        quantities.add(new RatioSums());
      }
    }
    if (number != quantities.size()) {
      throw new IllegalArgumentException(
          String.format("a cell of %d quantities cannot have %d", quantities.size(), number));
    }
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
    Varint.write(out, quantities.size());
    for (RatioSums quantity : quantities) {
      quantity.writeTo(out);
    }
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
            QuantileSketch.readFrom(in),
            readSums(in));
    state.flipped = Varint.read(in);
    state.degenerate = Varint.read(in);
    state.unresolved = Varint.read(in);
    return state;
  }

  private static List<RatioSums> readSums(DataInput in) throws IOException {
    List<RatioSums> sums = new ArrayList<>();
    for (long left = Varint.read(in); left > 0; left--) {
      sums.add(RatioSums.readFrom(in));
    }
    return sums;
  }

  private static double[] known(double[] numbers) {
    return Arrays.stream(numbers).filter(number -> !Double.isNaN(number)).toArray();
  }

  private static double[] each(List<Trial> trials, ToDoubleFunction<Trial> statistic) {
    return trials.stream().mapToDouble(statistic).toArray();
  }
}
