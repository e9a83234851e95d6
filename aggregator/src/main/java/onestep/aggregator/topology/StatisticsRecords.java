package onestep.aggregator.topology;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.EtaQuantiles;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.Precision;
import onestep.aggregator.statistics.StopDecision;
import onestep.aggregator.statistics.StopStatus;
import onestep.aggregator.statistics.TheoryValues;
import onestep.aggregator.statistics.Trial;
import onestep.aggregator.statistics.TrialOutcome;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.NetworkSet;
import onestep.contract.cell.Quantity;
import onestep.contract.cell.StopRule;
import onestep.contract.cell.WatchedStatistic;
import onestep.contract.kafka.Definitions;
import onestep.contract.record.Cell;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.QuantityEstimate;
import onestep.contract.record.Statistics;
import onestep.contract.record.Stop;
import onestep.contract.record.StopState;
import onestep.contract.record.Theory;

/**
 * Maps the records of the pipeline to the domain of statistics and back. What is null in a record
 * is NaN in the domain.
 */
public final class StatisticsRecords {

  private StatisticsRecords() {}

  /**
   * The trials of a network's row.
   *
   * @throws IllegalArgumentException if its arrays differ in length or a number is out of range,
   *     naming the network and the point
   */
  public static NetworkTrials toTrials(NetworkRow row) {
    int points = row.getValues().size();
    ByteBuffer outcomes = row.getOutcomes();
    boolean alongGradient = row.getSlopes().isEmpty() && row.getLengths().isEmpty();
    if (row.getGradientNorms().size() != points
        || row.getSteps().size() != points
        || outcomes.remaining() != points
        || !(alongGradient
            || (row.getSlopes().size() == points && row.getLengths().size() == points))) {
      throw new IllegalArgumentException(
          String.format(
              "network %d has %d values, %d gradient norms, %d outcomes, %d steps, %d slopes and %d"
                  + " lengths",
              row.getNetwork(),
              points,
              row.getGradientNorms().size(),
              outcomes.remaining(),
              row.getSteps().size(),
              row.getSlopes().size(),
              row.getLengths().size()));
    }
    List<Trial> trials = new ArrayList<>(points);
    for (int i = 0; i < points; i++) {
      try {
        double value = row.getValues().get(i);
        double gradientNorm = row.getGradientNorms().get(i);
        TrialOutcome outcome = TrialOutcome.of(outcomes.get(outcomes.position() + i));
        double eta = row.getSteps().get(i);
        trials.add(
            alongGradient
                ? new Trial(value, gradientNorm, outcome, eta)
                : new Trial(
                    value,
                    gradientNorm,
                    outcome,
                    eta,
                    row.getSlopes().get(i),
                    row.getLengths().get(i)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "network " + row.getNetwork() + ", point " + i + ": " + e.getMessage(), e);
      }
    }
    return new NetworkTrials(
        row.getNetwork(),
        trials,
        row.getQuantities().stream()
            .map(quantity -> quantity.stream().mapToDouble(Double::doubleValue).toArray())
            .toList());
  }

  /** The record of a summary. */
  static Statistics toRecord(
      Cell cell,
      CellSummary summary,
      NetworkSet seen,
      NetworkSet dead,
      Map<SweepEpoch, StopStatus> stops,
      CellChecks checks) {
    EtaQuantiles quantiles = summary.etaQuantiles();
    return Statistics.newBuilder()
        .setDefinition(cell.getDefinition())
        .setTheory(cell.getTheory())
        .setNetworks(summary.networks())
        .setSeen(seen.toBytes())
        .setDead(dead.toBytes())
        .setTrials(summary.trials())
        .setFlipped(summary.flipped())
        .setDegenerate(summary.degenerate())
        .setUnresolved(summary.unresolved())
        .setFlippedFraction(toRecord(summary.flippedFraction()))
        .setEta(toRecord(summary.eta()))
        .setEtaQ10(orNull(quantiles.q10()))
        .setEtaQ25(orNull(quantiles.q25()))
        .setEtaQ50(orNull(quantiles.q50()))
        .setEtaQ75(orNull(quantiles.q75()))
        .setEtaQ90(orNull(quantiles.q90()))
        .setGradientNorm(toRecord(summary.gradientNorm()))
        .setValueAbs(toRecord(summary.valueAbs()))
        .setValueSd(orNull(summary.valueSd()))
        .setPerturbation(toRecord(summary.perturbation()))
        .setLinearity(toRecord(summary.linearity()))
        .setVersion(CellState.VERSION)
        .setQuantities(quantities(summary))
        .setChecked(checks.checked().size())
        .setDisagreements(checks.told().stream().map(StatisticsRecords::toRecord).toList())
        .setStops(stops.entrySet().stream().map(StatisticsRecords::toRecord).toList())
        .build();
  }

  private static Stop toRecord(Map.Entry<SweepEpoch, StopStatus> stop) {
    StopStatus status = stop.getValue();
    return Stop.newBuilder()
        .setSweep(stop.getKey().sweep())
        .setEpoch(stop.getKey().epoch())
        .setStatistic(status.statistic().label())
        .setConfidence(status.confidence())
        .setMost(status.most())
        .setAsked(status.asked())
        .setCounted(status.counted())
        .setNetworks(status.networks())
        .setMean(orNull(status.precision().mean()))
        .setLow(orNull(status.precision().low()))
        .setHigh(orNull(status.precision().high()))
        .setState(
            switch (status.decision()) {
              case OPEN -> StopState.OPEN;
              case PRECISE -> StopState.PRECISE;
              case EXHAUSTED -> StopState.EXHAUSTED;
            })
        .build();
  }

  /**
   * Where the stop rule of an epoch of a sweep stands; empty if nothing is told of it.
   *
   * @throws IllegalArgumentException if the statistic is unknown
   */
  public static Optional<StopStatus> toStop(List<Stop> stops, String sweep, int epoch) {
    return stops.stream()
        .filter(stop -> stop.getSweep().equals(sweep) && stop.getEpoch() == epoch)
        .findFirst()
        .map(
            stop ->
                new StopStatus(
                    statistic(stop.getStatistic()),
                    stop.getConfidence(),
                    stop.getMost(),
                    stop.getAsked(),
                    stop.getCounted(),
                    stop.getNetworks(),
                    new Precision(
                        orNaN(stop.getMean()), orNaN(stop.getLow()), orNaN(stop.getHigh())),
                    switch (stop.getState()) {
                      case OPEN -> StopDecision.OPEN;
                      case PRECISE -> StopDecision.PRECISE;
                      case EXHAUSTED -> StopDecision.EXHAUSTED;
                    }));
  }

  /**
   * The stop rule of a cell; empty if it has none.
   *
   * @throws IllegalArgumentException if a number of it is out of range
   */
  static Optional<StopRule> toRule(Cell cell) {
    return Optional.ofNullable(cell.getStop())
        .map(
            rule ->
                new StopRule(
                    statistic(rule.getStatistic()),
                    rule.getRelativeError(),
                    rule.getConfidence(),
                    rule.getRounds()));
  }

  private static WatchedStatistic statistic(String label) {
    return WatchedStatistic.of(label)
        .orElseThrow(() -> new IllegalArgumentException("no statistic is called " + label));
  }

  private static onestep.contract.record.Disagreement toRecord(Disagreement disagreement) {
    return onestep.contract.record.Disagreement.newBuilder()
        .setNetwork(disagreement.network())
        .setComputedBy(disagreement.computedBy())
        .setCheckedBy(disagreement.checkedBy())
        .setWhat(disagreement.what())
        .build();
  }

  /** The disagreements of a record, by index of network. */
  public static List<Disagreement> toDisagreements(Statistics statistics) {
    String cell = statistics.getDefinition().getCell();
    return statistics.getDisagreements().stream()
        .map(
            each ->
                new Disagreement(
                    cell,
                    each.getNetwork(),
                    each.getComputedBy(),
                    each.getCheckedBy(),
                    each.getWhat()))
        .toList();
  }

  private static List<QuantityEstimate> quantities(CellSummary summary) {
    List<Quantity> measured = summary.spec().attack().quantities();
    List<QuantityEstimate> records = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      records.add(
          QuantityEstimate.newBuilder()
              .setName(measured.get(i).name())
              .setEstimate(toRecord(summary.quantities().get(i)))
              .build());
    }
    return records;
  }

  private static List<Estimate> quantities(CellSpec spec, Statistics statistics) {
    Map<String, Estimate> known = new HashMap<>();
    statistics
        .getQuantities()
        .forEach(each -> known.put(each.getName(), toEstimate(each.getEstimate())));
    return spec.attack().quantities().stream()
        .map(quantity -> known.getOrDefault(quantity.name(), Estimate.UNDEFINED))
        .toList();
  }

  /**
   * The summary of a record.
   *
   * @throws IllegalArgumentException if its definition is not valid
   */
  public static CellSummary toSummary(Statistics statistics) {
    CellSpec spec = Definitions.toSpec(statistics.getDefinition());
    return new CellSummary(
        spec,
        statistics.getNetworks(),
        statistics.getTrials(),
        statistics.getDegenerate(),
        statistics.getUnresolved(),
        statistics.getFlipped(),
        toEstimate(statistics.getFlippedFraction()),
        toEstimate(statistics.getEta()),
        new EtaQuantiles(
            orNaN(statistics.getEtaQ10()),
            orNaN(statistics.getEtaQ25()),
            orNaN(statistics.getEtaQ50()),
            orNaN(statistics.getEtaQ75()),
            orNaN(statistics.getEtaQ90())),
        toEstimate(statistics.getGradientNorm()),
        toEstimate(statistics.getValueAbs()),
        orNaN(statistics.getValueSd()),
        toEstimate(statistics.getPerturbation()),
        toEstimate(statistics.getLinearity()),
        toTheory(statistics.getTheory()),
        quantities(spec, statistics),
        Optional.empty());
  }

  /** The predictions of a record, which may be null. */
  public static TheoryValues toTheory(Theory theory) {
    return theory == null
        ? TheoryValues.NONE
        : new TheoryValues(
            orNaN(theory.getFlippedFraction()),
            orNaN(theory.getEtaMean()),
            orNaN(theory.getEtaSd()),
            orNaN(theory.getGradientNorm()),
            orNaN(theory.getValueSd()),
            orNaN(theory.getValueAbsMean()),
            orNaN(theory.getPerturbationMean()));
  }

  private static onestep.contract.record.Estimate toRecord(Estimate estimate) {
    return onestep.contract.record.Estimate.newBuilder()
        .setMean(orNull(estimate.mean()))
        .setLow(orNull(estimate.low()))
        .setHigh(orNull(estimate.high()))
        .setSd(orNull(estimate.sd()))
        .setEffectiveTrials(orNull(estimate.effectiveTrials()))
        .build();
  }

  private static Estimate toEstimate(onestep.contract.record.Estimate estimate) {
    return new Estimate(
        orNaN(estimate.getMean()),
        orNaN(estimate.getLow()),
        orNaN(estimate.getHigh()),
        orNaN(estimate.getSd()),
        orNaN(estimate.getEffectiveTrials()));
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static double orNaN(Double value) {
    return value == null ? Double.NaN : value;
  }
}
