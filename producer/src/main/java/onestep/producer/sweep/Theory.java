package onestep.producer.sweep;

import java.util.OptionalDouble;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.AttackSpec.SignStep;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.StepUnit;
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
 * <p>Along the signs of the gradient |f| falls by ‖∇f‖₁ = ‖∇f‖ √(2d/π) for each unit of η, so σ is
 * √q_L over that. Of random directions and of descents only f and ‖∇f‖ are predicted.
 *
 * <p>A fixed step flips what a search up to it flips, and so does the step of a probe. Its η over
 * flipped trials is the step itself; of a {@code linear} one, step σ |Z|.
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
    Line line = cell.attack().match(Line.of(limit, model.dimension()));
    double sigma = valueSd / line.fall();
    double cut = line.cut(cell.attack(), model.dimension(), sigma);
    Steps steps = cut > 0 ? Steps.of(cell.attack(), cut) : Steps.NONE;
    double etaMean = sigma * steps.mean();
    return new Theory(
        finite(cut > 0 ? NORMAL.probability(-cut, cut) : cut),
        finite(etaMean),
        finite(sigma * steps.deviation()),
        finite(gradientNorm),
        finite(valueSd),
        finite(valueSd * Math.sqrt(2 / Math.PI)),
        finite(etaMean * Math.sqrt(line.squaredLength())));
  }

  /**
   * What a step does.
   *
   * @param fall by how much |f| falls for each unit of η; NaN where no prediction exists
   * @param squaredLength squared length of the perturbation for each unit of η
   */
  private record Line(double fall, double squaredLength) {

    private static final Line UNKNOWN = new Line(Double.NaN, Double.NaN);

    static AttackSpec.Cases<Line> of(WideLimit limit, int dimension) {
      double norm = Math.sqrt(limit.gradientSquared());
      Line gradient = new Line(limit.gradientSquared(), limit.gradientSquared());
      return new AttackSpec.Cases<>() {
        @Override
        public Line smallestStep(SmallestStep attack) {
          return gradient;
        }

        @Override
        public Line fixedStep(FixedStep attack) {
          return gradient;
        }

        @Override
        public Line probe(Probe attack) {
          return gradient;
        }

        /** The coordinates of the gradient are N(0, ‖∇f‖²/d), so ‖∇f‖₁ is ‖∇f‖ √(2d/π). */
        @Override
        public Line signStep(SignStep attack) {
          return new Line(norm * Math.sqrt(2 * dimension / Math.PI), dimension);
        }

        @Override
        public Line randomDirection(RandomDirection attack) {
          return UNKNOWN;
        }

        @Override
        public Line gradientDescent(GradientDescent attack) {
          return UNKNOWN;
        }
      };
    }

    /** The largest step in units of σ: infinite if every trial flips, 0 if none does. */
    double cut(AttackSpec attack, int dimension, double sigma) {
      return switch (attack.unit()) {
        case ETA -> attack.maxStep() / sigma;
        case LINEAR -> fall > 0 ? attack.maxStep() >= 1 ? Double.POSITIVE_INFINITY : 0 : Double.NaN;
        case RADIUS -> attack.maxStep() * Math.sqrt(dimension / squaredLength) / sigma;
        case LENGTH -> attack.maxStep() / Math.sqrt(squaredLength) / sigma;
        case SIGMA -> fall > 0 ? attack.maxStep() : Double.NaN;
      };
    }
  }

  /** Mean and standard deviation of η over flipped trials, in units of σ. */
  private record Steps(double mean, double deviation) {

    static final Steps NONE = new Steps(Double.NaN, Double.NaN);

    /** |Z| given that it is at most a cut. */
    static Steps smallest(double cut) {
      TruncatedNormalDistribution flipped =
          TruncatedNormalDistribution.of(0, 1, 0, Math.min(cut, UNTRUNCATED));
      double variance = cut < NEARLY_UNIFORM ? seriesVariance(cut) : flipped.getVariance();
      return new Steps(flipped.getMean(), Math.sqrt(variance));
    }

    /** Those of an attack whose largest step is a cut. */
    static Steps of(AttackSpec attack, double cut) {
      return attack.findsSmallestStep() ? smallest(cut) : given(attack, cut);
    }

    private static Steps given(AttackSpec attack, double cut) {
      if (attack.unit() != StepUnit.LINEAR) {
        return new Steps(cut, 0);
      }
      Steps all = smallest(UNTRUNCATED);
      return new Steps(attack.maxStep() * all.mean(), attack.maxStep() * all.deviation());
    }
  }

  /** Variance of |Z| given |Z| at most m, for small m: m²/12 - m⁴/360 + O(m⁶). */
  private static double seriesVariance(double m) {
    return m * m / 12 - m * m * m * m / 360;
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
