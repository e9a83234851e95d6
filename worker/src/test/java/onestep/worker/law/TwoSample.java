package onestep.worker.law;

import java.util.Arrays;

/** Two-sample tests whose level holds for any law, atoms included (then they are conservative). */
final class TwoSample {

  private TwoSample() {}

  /**
   * p-value of the Kolmogorov–Smirnov test, from the asymptotic law of D √(nm/(n+m)).
   *
   * <p>Good for samples of hundreds; for atoms and small samples too large, never too small.
   */
  static double kolmogorovSmirnov(double[] x, double[] y) {
    double[] a = sorted(x);
    double[] b = sorted(y);
    double largest = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      double at = Math.min(a[i], b[j]);
      while (i < a.length && a[i] == at) {
        i++;
      }
      while (j < b.length && b[j] == at) {
        j++;
      }
      largest = Math.max(largest, Math.abs((double) i / a.length - (double) j / b.length));
    }
    double lambda = largest * Math.sqrt((double) a.length * b.length / (a.length + b.length));
    if (lambda < 0.3) {
      return 1;
    }
    double p = 0;
    for (int term = 1; term <= 20; term++) {
      p += (term % 2 == 1 ? 2 : -2) * Math.exp(-2 * term * term * lambda * lambda);
    }
    return Math.min(1, p);
  }

  /**
   * Two-sided p-value of the rank-sum test (Wilcoxon, Mann and Whitney), normal approximation with
   * mid-ranks; sees shifts and changes of scale better than the distance of distribution functions.
   */
  static double rankSum(double[] x, double[] y) {
    double[] all = new double[x.length + y.length];
    System.arraycopy(x, 0, all, 0, x.length);
    System.arraycopy(y, 0, all, x.length, y.length);
    Arrays.sort(all);
    double ranks = 0;
    for (double value : x) {
      ranks += (first(all, value, false) + first(all, value, true) - 1) / 2.0 + 1;
    }
    double n = x.length;
    double m = y.length;
    double z = (ranks - n * (n + m + 1) / 2) / Math.sqrt(n * m * (n + m + 1) / 12);
    return twoSided(z);
  }

  /** First index with an element at least (or above) the value. */
  private static int first(double[] sorted, double value, boolean above) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] > value || (!above && sorted[middle] == value)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** P(|Z| ≥ |z|), from a bound that is tight in the tail: never below 0.9 of the truth. */
  static double twoSided(double z) {
    double t = Math.abs(z);
    double density = Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
    return Math.min(1, 4 * density / (t + Math.sqrt(t * t + 8 / Math.PI)));
  }

  private static double[] sorted(double[] x) {
    double[] copy = x.clone();
    Arrays.sort(copy);
    return copy;
  }
}
