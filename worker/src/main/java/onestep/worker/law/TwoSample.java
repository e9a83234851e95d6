package onestep.worker.law;

import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * Two-sample tests for samples of hundreds and more, with p-values from their asymptotic laws;
 * atoms make the first one conservative.
 */
final class TwoSample {

  private static final KolmogorovSmirnovTest DISTANCE =
      KolmogorovSmirnovTest.withDefaults().with(PValueMethod.ASYMPTOTIC);
  private static final MannWhitneyUTest RANKS =
      MannWhitneyUTest.withDefaults().with(PValueMethod.ASYMPTOTIC);

  private TwoSample() {}

  /** p-value of the distance between distribution functions (Kolmogorov and Smirnov). */
  static double kolmogorovSmirnov(double[] x, double[] y) {
    return DISTANCE.test(x, y).getPValue();
  }

  /**
   * p-value of the ranks' sum (Wilcoxon, Mann and Whitney), which sees shifts and changes of scale
   * better than the distance does.
   */
  static double rankSum(double[] x, double[] y) {
    return RANKS.test(x, y).getPValue();
  }

  /** The smaller one of both p-values: below a level with at most twice its probability. */
  static double smallest(double[] x, double[] y) {
    return Math.min(kolmogorovSmirnov(x, y), rankSum(x, y));
  }
}
