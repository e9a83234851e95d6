package onestep.aggregator.statistics;

/**
 * What infinite width and dimension predict for a cell. NaN where no prediction exists.
 *
 * @param flippedFraction fraction of trials that flip within the largest step
 * @param etaMean mean smallest step over flipped trials
 * @param etaSd standard deviation of the smallest step over flipped trials
 * @param gradientNorm limit of the gradient norm
 * @param valueSd standard deviation of f(x)
 * @param valueAbsMean mean of |f(x)|
 * @param perturbationMean mean norm of the perturbation over flipped trials
 */
public record TheoryValues(
    double flippedFraction,
    double etaMean,
    double etaSd,
    double gradientNorm,
    double valueSd,
    double valueAbsMean,
    double perturbationMean) {

  /** No prediction. */
  public static final TheoryValues NONE =
      new TheoryValues(
          Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
