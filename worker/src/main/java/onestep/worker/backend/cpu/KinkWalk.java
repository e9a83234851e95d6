package onestep.worker.backend.cpu;

import java.util.Arrays;

/** First crossing of a piecewise linear function along a ray. */
final class KinkWalk {

  double firstCrossing(double below, double above, float[] a, float[] h, float[] u, double limit) {
    if (!(limit > 0) || Double.isInfinite(limit)) {
      throw new IllegalArgumentException("limit must be positive and finite, got " + limit);
    }
    double intercept = 0;
    double slope = 0;
    Integer[] order = new Integer[a.length];
    int kinks = 0;
    for (int i = 0; i < a.length; i++) {
      double s = h[i] > 0 || (h[i] == 0 && u[i] > 0) ? above : below;
      intercept += s * ((double) a[i] * h[i]);
      slope += s * ((double) a[i] * u[i]);
      if (h[i] != 0 && u[i] != 0 && h[i] > 0 != u[i] > 0 && -h[i] / (double) u[i] <= limit) {
        order[kinks++] = i;
      }
    }
    Arrays.sort(
        order, 0, kinks, (i, j) -> Double.compare(-h[i] / (double) u[i], -h[j] / (double) u[j]));
    double sign = Math.signum(intercept);
    double last = 0;
    for (int k = 0; k <= kinks; k++) {
      double t = k == kinks ? limit : -h[order[k]] / (double) u[order[k]];
      if (sign * (intercept + slope * t) <= 0) {
        return Math.min(Math.max(-intercept / slope, last), t);
      }
      if (k < kinks) {
        int i = order[k];
        double jump = u[i] > 0 ? above - below : below - above;
        intercept += jump * ((double) a[i] * h[i]);
        slope += jump * ((double) a[i] * u[i]);
      }
      last = t;
    }
    return Double.NaN;
  }
}
