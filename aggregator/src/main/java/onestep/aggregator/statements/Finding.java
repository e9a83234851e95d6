package onestep.aggregator.statements;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.theory.Statement;
import onestep.contract.theory.Statements;

/**
 * What a cell's probe found of a statement.
 *
 * @param statement the statement
 * @param cell the cell
 * @param measured the mean of what the statement is about
 * @param violated the share of trials that violate the bound; undefined where no trial alone can
 */
public record Finding(Statement statement, CellSummary cell, Estimate measured, Estimate violated) {

  /** What the measurements say of a bound. */
  public enum Verdict {
    /** Violated no more often than it may be, as far as the interval can tell. */
    HOLDS("holds"),
    /** The same, but something simpler is known that is sharper. */
    HOLDS_IDLY("holds, says nothing"),
    /** Violated more often than it may be. */
    FAILS("fails"),
    /** A hypothesis is not met, there is no bound, or nothing was measured. */
    OPEN("–");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** As tables have it. */
    public String text() {
      return text;
    }

    /** Whether there was something to judge. */
    public boolean isJudged() {
      return this != OPEN;
    }
  }

  /** The findings of the cells that are probes, in the order of cells and of the paper. */
  public static List<Finding> of(List<CellSummary> cells) {
    List<Finding> findings = new ArrayList<>();
    for (CellSummary cell : cells) {
      if (cell.spec().attack() instanceof Probe) {
        for (Statement statement : Statements.ALL) {
          findings.add(
              new Finding(
                  statement,
                  cell,
                  estimate(cell, statement.measured()),
                  statement
                      .violated()
                      .map(event -> estimate(cell, event))
                      .orElse(Estimate.UNDEFINED)));
        }
      }
    }
    return findings;
  }

  private static Estimate estimate(CellSummary cell, ProbeQuantity quantity) {
    return cell.quantity(quantity.label());
  }

  /**
   * The finding to show of several of one statement: one that is judged, of the largest network, at
   * R = 1, the length that the paper speaks of, or nearest to it.
   */
  public static Finding mostTelling(List<Finding> findings) {
    return findings.stream()
        .max(
            Comparator.comparing((Finding finding) -> finding.verdict().isJudged())
                .thenComparing(finding -> finding.measured().isDefined())
                .thenComparingDouble(Finding::size)
                .thenComparingDouble(finding -> -Math.abs(Math.log(finding.probe().radius())))
                .thenComparingDouble(finding -> -finding.probe().failure()))
        .orElseThrow();
  }

  /** The probe that found it. */
  public Probe probe() {
    return (Probe) cell.spec().attack();
  }

  private double size() {
    ModelSpec model = cell.spec().model();
    return (double) model.dimension() * model.widths().get(0);
  }

  /** The paper's bound, where its hypotheses hold. */
  public OptionalDouble bound() {
    return statement.bound(cell.spec());
  }

  /** The exact mean or its limit, where known. */
  public OptionalDouble limit() {
    return statement.limit(cell.spec());
  }

  /** What is known without the paper. */
  public OptionalDouble trivial() {
    return statement.trivial(cell.spec());
  }

  /** The hypothesis that the cell does not meet. */
  public Optional<String> unmet() {
    return statement.unmet(cell.spec());
  }

  /**
   * What the measurements say of the bound. A share is above what is allowed where its whole 95 %
   * interval is, so a true statement fails by chance in one cell of 40 at most.
   */
  public Verdict verdict() {
    OptionalDouble bound = bound();
    double gamma = probe().failure();
    Optional<Boolean> fails =
        switch (statement.guarantee()) {
          case WITH_PROBABILITY -> exceeds(violated, gamma);
          case ALWAYS -> exceeds(violated, 0);
          case ON_AVERAGE ->
              bound.isPresent() ? exceeds(measured, bound.getAsDouble()) : Optional.empty();
          case ORDER_ONLY -> Optional.empty();
        };
    if (bound.isEmpty() || fails.isEmpty()) {
      return Verdict.OPEN;
    }
    if (fails.get()) {
      return Verdict.FAILS;
    }
    return statement.saysSomething(cell.spec()) ? Verdict.HOLDS : Verdict.HOLDS_IDLY;
  }

  private static Optional<Boolean> exceeds(Estimate share, double allowed) {
    if (!share.isDefined()) {
      return Optional.empty();
    }
    return Optional.of(share.hasInterval() ? share.low() > allowed : share.mean() > allowed);
  }
}
