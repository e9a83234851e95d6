package onestep.producer.sweep;

import java.util.OptionalDouble;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.theory.WideLimit;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;

/**
 * What infinite width and dimension predict for a cell; valid for k, d ≫ L.
 *
 * <p>f is linear on the way, so the sign flips at η = |f| / ‖∇f‖² = σ |Z| with σ = √q_L / ‖∇f‖² and
 * Z standard normal ({@link WideLimit}). With m = max_step / σ the flipped fraction is 2Φ(m) - 1,
 * and η over flipped trials is σ times a half-normal variable truncated at m, whose mean is √(2/π)
 * (1 - e^(-m²/2)) / (2Φ(m) - 1). A {@code radius} step is max_step √d / ‖∇f‖ in η units. A {@code
 * linear} step is a multiple of the very η of the flip, so every trial flips if max_step is at
 * least 1 and none otherwise; none flipped leaves the statistics over flipped trials empty.
 *
 * <p>A value that is not finite (overflow at an extreme gain) is empty too.
 *
 * @param flippedFraction fraction of trials that flip
 * @param etaMean mean η over flipped trials
 * @param etaSd standard deviation of η over flipped trials
 * @param gradientNorm ‖∇f‖
 * @param valueSd standard deviation of f, √q_L
 * @param valueAbsMean mean of |f|, √(2 q_L / π)
 * @param perturbationMean mean of η ‖∇f‖ over flipped trials
 */
public record Theory(
    OptionalDouble flippedFraction,
    OptionalDouble etaMean,
    OptionalDouble etaSd,
    OptionalDouble gradientNorm,
    OptionalDouble valueSd,
    OptionalDouble valueAbsMean,
    OptionalDouble perturbationMean) {

  /** Beyond this many standard deviations a truncation changes no double. */
  private static final double UNTRUNCATED = 40;

  /** Below, the variance of the truncated law is a difference of nearly equal numbers. */
  private static final double NEARLY_UNIFORM = 0.01;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** The prediction for a cell. */
  public static Theory of(CellSpec cell) {
    ModelSpec model = cell.model();
    WideLimit limit = WideLimit.of(model);
    double valueSd = Math.sqrt(limit.valueVariance());
    double gradientNorm = Math.sqrt(limit.gradientSquared());
    double sigma = limit.stepDeviation();
    double cut = cut(cell.attack(), model.dimension(), sigma, limit);
    double etaMean = Double.NaN;
    double etaSd = Double.NaN;
    if (cut > 0) {
      TruncatedNormalDistribution flipped =
          TruncatedNormalDistribution.of(0, 1, 0, Math.min(cut, UNTRUNCATED));
      etaMean = sigma * flipped.getMean();
      etaSd = sigma * Math.sqrt(cut < NEARLY_UNIFORM ? seriesVariance(cut) : flipped.getVariance());
    }
    return new Theory(
        finite(cut > 0 ? NORMAL.probability(-cut, cut) : cut),
        finite(etaMean),
        finite(etaSd),
        finite(gradientNorm),
        finite(valueSd),
        finite(valueSd * Math.sqrt(2 / Math.PI)),
        finite(etaMean * gradientNorm));
  }

  /** Variance of |Z| given |Z| at most m, for small m: m²/12 - m⁴/360 + O(m⁶). */
  private static double seriesVariance(double m) {
    return m * m / 12 - m * m * m * m / 360;
  }

  /** The largest step in units of σ: infinite if every trial flips, 0 if none does. */
  private static double cut(AttackSpec attack, int dimension, double sigma, WideLimit limit) {
    return switch (attack.unit()) {
      case ETA -> attack.maxStep() / sigma;
      case LINEAR -> attack.maxStep() >= 1 ? Double.POSITIVE_INFINITY : 0;
      case RADIUS -> attack.maxStep() * Math.sqrt(dimension / limit.gradientSquared()) / sigma;
    };
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
