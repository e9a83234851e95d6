package onestep.producer.sweep;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.StopRule;
import onestep.contract.cell.WatchedStatistic;
import onestep.contract.theory.NormalMixture;
import onestep.contract.theory.ReluGradientLaw;

/**
 * How many networks a stop rule will take, by the spread of single trials in the limit of infinite
 * width and dimension. How much alike the points of a network are is not known beforehand.
 *
 * @param least networks if its points are worth as much as networks of their own
 * @param most networks if they all tell the same
 */
public record StopForecast(int least, int most) {

  /** Deviation over mean of |Z|, Z standard normal. */
  private static final double OF_HALF_NORMAL = Math.sqrt(Math.PI / 2 - 1);

  /** The forecast for a cell; all of its networks where no spread is known. */
  public static StopForecast of(PlannedCell cell) {
    if (cell.stop().isEmpty()) {
      return new StopForecast(cell.networks(), cell.networks());
    }
    StopRule rule = cell.stop().get();
    if (rule.statistic() == WatchedStatistic.FLIPPED_FRACTION) {
      OptionalDouble fraction = cell.theory().flippedFraction();
      int networks =
          fraction.isPresent()
              ? first(rule, n -> isPreciseFraction(rule, fraction.getAsDouble(), n))
              : rule.most();
      return new StopForecast(networks, networks);
    }
    Optional<Double> spread = spread(rule, cell.spec(), cell.theory());
    return spread
        .map(
            each ->
                new StopForecast(
                    first(rule, n -> isPrecise(rule, each, n, cell.spec().points())),
                    first(rule, n -> isPrecise(rule, each, n, 1))))
        .orElseGet(() -> new StopForecast(rule.most(), rule.most()));
  }

  /** Deviation over mean of a trial. */
  private static Optional<Double> spread(StopRule rule, CellSpec cell, Theory theory) {
    return switch (rule.statistic()) {
      // The gradient's norm does not vary in the limit: the perturbation varies as the step does.
      case ETA, PERTURBATION ->
          theory.etaMean().isPresent() && theory.etaSd().isPresent()
              ? Optional.of(theory.etaSd().getAsDouble() / theory.etaMean().getAsDouble())
              : Optional.empty();
      case VALUE_ABS -> Optional.of(OF_HALF_NORMAL);
      case GRADIENT_NORM ->
          ReluGradientLaw.of(cell.model()).map(law -> law.deviation() / law.mean());
      case FLIPPED_FRACTION, LINEARITY -> Optional.empty();
    };
  }

  private static boolean isPrecise(StopRule rule, double spread, int networks, int points) {
    double boundary = NormalMixture.of(rule).boundary(networks);
    return boundary * spread / Math.sqrt((double) networks * points) <= rule.relativeError();
  }

  /** By the spread of events, and by what not seeing one of them tells. */
  private static boolean isPreciseFraction(StopRule rule, double fraction, int networks) {
    double spread = Math.sqrt((1 - fraction) / fraction);
    double unseen = Math.log((networks + 1) / (1 - rule.confidence())) / networks;
    return isPrecise(rule, spread, networks, 1) && unseen <= rule.relativeError();
  }

  private static int first(StopRule rule, IntPredicate enough) {
    List<Integer> rounds = rule.rounds();
    return rounds.stream().filter(enough::test).findFirst().orElse(rule.most());
  }
}
