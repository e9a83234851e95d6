package onestep.contract.theory;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ProbeQuantity;

/**
 * A statement of the paper about a network at a point: what is measured, the bound, and what can be
 * told without it. Functions of cells whose attack is a probe; others are refused with an {@link
 * IllegalArgumentException}.
 */
public final class Statement {

  /** How often the bound may fail. */
  public enum Guarantee {
    /** With probability at most γ. */
    WITH_PROBABILITY,
    /** What is measured is an event, and the bound is on its probability. */
    ON_AVERAGE,
    /** Never. */
    ALWAYS,
    /** The paper gives an order of magnitude without constants: there is no bound. */
    ORDER_ONLY
  }

  /** On which side of what is measured the bound lies. */
  public enum Side {
    /** An upper bound. */
    ABOVE,
    /** A lower bound. */
    BELOW
  }

  private final String label;
  private final ProbeQuantity measured;
  private final Guarantee guarantee;
  private String version = "";
  private Side side = Side.ABOVE;
  private Optional<ProbeQuantity> violated = Optional.empty();
  private List<Hypothesis> hypotheses = List.of();
  private List<Hypothesis> limitHypotheses = List.of(Hypothesis.ONE_LAYER, Hypothesis.UNIT_GAIN);
  private ToDoubleFunction<Setting> bound = setting -> Double.NaN;
  private ToDoubleFunction<Setting> limit = setting -> Double.NaN;
  private ToDoubleFunction<Setting> trivial = setting -> Double.NaN;

  private Statement(String label, ProbeQuantity measured, Guarantee guarantee) {
    this.label = label;
    this.measured = measured;
    this.guarantee = guarantee;
  }

  static Statement of(String label, ProbeQuantity measured, Guarantee guarantee) {
    return new Statement(label, measured, guarantee);
  }

  Statement version(String text) {
    version = text;
    return this;
  }

  Statement below() {
    side = Side.BELOW;
    return this;
  }

  Statement violatedBy(ProbeQuantity event) {
    violated = Optional.of(event);
    return this;
  }

  Statement bound(ToDoubleFunction<Setting> function, Hypothesis... needed) {
    bound = function;
    hypotheses = List.of(needed);
    return this;
  }

  /** A limit of one hidden layer at gain 1. */
  Statement limit(ToDoubleFunction<Setting> function) {
    limit = function;
    return this;
  }

  /** A limit with hypotheses of its own. */
  Statement limit(ToDoubleFunction<Setting> function, List<Hypothesis> needed) {
    limitHypotheses = needed;
    return limit(function);
  }

  Statement trivial(ToDoubleFunction<Setting> function) {
    trivial = function;
    return this;
  }

  /** Its name in the paper, such as {@code Lemma 9 (13)}. */
  public String label() {
    return label;
  }

  /** Which version of it is measured, where the paper's text leaves a choice; may be empty. */
  public String version() {
    return version;
  }

  /** What is measured, summarised by its mean. */
  public ProbeQuantity measured() {
    return measured;
  }

  /** The event that the bound fails, to compare with γ; none if no trial alone can violate it. */
  public Optional<ProbeQuantity> violated() {
    return violated;
  }

  /** On which side of what is measured the bound lies. */
  public Side side() {
    return side;
  }

  /** How often the bound may fail. */
  public Guarantee guarantee() {
    return guarantee;
  }

  /**
   * The first hypothesis of the bound that a cell does not meet, by name; empty if it meets all.
   */
  public Optional<String> unmet(CellSpec cell) {
    return unmet(hypotheses, Setting.of(cell));
  }

  private static Optional<String> unmet(List<Hypothesis> hypotheses, Setting setting) {
    return hypotheses.stream().flatMap(each -> each.apply(setting).stream()).findFirst();
  }

  /** The paper's bound with its own constants; empty where a hypothesis is not met, or no bound. */
  public OptionalDouble bound(CellSpec cell) {
    return defined(bound, hypotheses, cell);
  }

  /**
   * The mean of what is measured, exact or in the limit of large k and d, where it is known. See
   * the worker's README for what each limit is.
   */
  public OptionalDouble limit(CellSpec cell) {
    return defined(limit, limitHypotheses, cell);
  }

  /**
   * What is known without the paper, at the same γ where it is a probability: Chebyshev's
   * inequality, the triangle inequality, or that a share is at most 1. Under the hypotheses of the
   * bound.
   */
  public OptionalDouble trivial(CellSpec cell) {
    return defined(trivial, hypotheses, cell);
  }

  private static OptionalDouble defined(
      ToDoubleFunction<Setting> function, List<Hypothesis> hypotheses, CellSpec cell) {
    Setting setting = Setting.of(cell);
    if (unmet(hypotheses, setting).isPresent()) {
      return OptionalDouble.empty();
    }
    double value = function.applyAsDouble(setting);
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Whether there is a bound and it is sharper than the trivial one. */
  public boolean saysSomething(CellSpec cell) {
    OptionalDouble paper = bound(cell);
    OptionalDouble other = trivial(cell);
    if (paper.isEmpty() || other.isEmpty()) {
      return paper.isPresent();
    }
    return side == Side.ABOVE
        ? paper.getAsDouble() < other.getAsDouble()
        : paper.getAsDouble() > other.getAsDouble();
  }

  /** Whether a value lies beyond a bound of this statement. */
  public boolean violates(double value, double bound) {
    return side == Side.ABOVE ? value > bound : value < bound;
  }

  @Override
  public String toString() {
    return label;
  }
}
