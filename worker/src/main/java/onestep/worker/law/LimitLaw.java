package onestep.worker.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onestep.contract.cell.Activation;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.theory.WideLimit;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * Wide networks of every activation approach {@link WideLimit}: f is N(0, q_L), ‖∇f‖² a constant
 * and η = |f| / ‖∇f‖².
 *
 * <p>A mean may be {@value #STANDARD_ERRORS} standard errors off (2e-7), and beside that, as a
 * share of itself, by what is left of finite size: {@value #SMOOTH} L / min(d, k), but {@value
 * #KINKED} L / √min(d, k) for the steps of piecewise linear networks, whose kinks bend f on the
 * way. Four statistics for each of 36 cells: with new seeds correct networks fail with probability
 * below 3e-5.
 */
public final class LimitLaw {

  static final double STANDARD_ERRORS = 5.2;

  /**
   * Of L / size. The exact law of ‖∇f‖² of ReLU networks has a coefficient of 5 in its variance.
   */
  static final double SMOOTH = 8;

  /** Of L / √size. Large sweeps of ReLU networks show 1.2 at L = 3. */
  static final double KINKED = 2;

  private static final double LEVEL = 2e-7;
  private static final int SIZE = 2000;

  /** In units of √d. */
  private static final double LONGEST_STEP = 0.1;

  private LimitLaw() {}

  /**
   * The checks, one a cell: every activation, L = 1 and 3, both gains, d = k = 2,000.
   *
   * @param networks networks of each
   */
  public static List<Check> checks(int networks) {
    List<Check> checks = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (int depth : new int[] {1, 3}) {
        for (int gain : new int[] {1, 2}) {
          TestedCell cell = new TestedCell(activation, depth, SIZE, SIZE, gain, 1);
          checks.add(() -> List.of(check(cell, networks)));
        }
      }
    }
    return checks;
  }

  static Finding check(TestedCell tested, int networks) {
    CellSpec cell = tested.with(Sampler.CONDITIONED);
    WideLimit limit = WideLimit.of(cell.model());
    Map<String, double[]> samples = Samples.of(cell, networks);
    double size = Math.min(tested.dimension(), tested.width());
    double allowed = SMOOTH * tested.depth() / size;
    double allowedStep =
        tested.activation().isSmooth() ? allowed : KINKED * tested.depth() / Math.sqrt(size);
    double[] f = samples.get("f");
    Deviation value = Deviation.of(squares(f), limit.valueVariance());
    Deviation gradient =
        Deviation.of(squares(samples.get("gradient norm")), limit.gradientSquared());
    Deviation step =
        Deviation.of(samples.get("step"), limit.stepDeviation() * Math.sqrt(2 / Math.PI));
    boolean linear = isShort(limit, tested.dimension());
    double p = normality(f, Math.sqrt(limit.valueVariance()));
    return new Finding(
        tested.toString(),
        String.format(
            Locale.ROOT,
            "E f² %s, E ‖∇f‖² %s, E η %s; f normal p %.2g",
            value,
            gradient,
            linear ? step : "beyond the linear range",
            p),
        String.format(
            Locale.ROOT,
            "within %s s.e. + %.1f %% (η: %.1f %%), p above %s",
            STANDARD_ERRORS,
            100 * allowed,
            100 * allowedStep,
            LEVEL),
        value.within(allowed)
            && gradient.within(allowed)
            && (step.within(allowedStep) || !linear)
            && p > LEVEL);
  }

  /**
   * Whether steps are short against the input, √q_L / ‖∇f‖ ≪ √d, as the limit of η needs: deep
   * sigmoid networks, whose gradient shrinks with every layer, would need larger d.
   */
  private static boolean isShort(WideLimit limit, int dimension) {
    double length = Math.sqrt(limit.valueVariance() / limit.gradientSquared());
    return length < LONGEST_STEP * Math.sqrt(dimension);
  }

  private static double normality(double[] f, double deviation) {
    return KolmogorovSmirnovTest.withDefaults()
        .test(f, NormalDistribution.of(0, deviation)::cumulativeProbability)
        .getPValue();
  }

  /** How far a mean is from its limit, as a share of it. */
  private record Deviation(double off, double standardError) {

    static Deviation of(double[] sample, double limit) {
      SampleMean mean = SampleMean.of(sample);
      return new Deviation(mean.value() / limit - 1, mean.standardError() / limit);
    }

    boolean within(double allowed) {
      return Math.abs(off) <= STANDARD_ERRORS * standardError + allowed;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%+.2f ± %.2f %%", 100 * off, 100 * standardError);
    }
  }

  private static double[] squares(double[] numbers) {
    return Arrays.stream(numbers).map(t -> t * t).toArray();
  }
}
