package onestep.worker.backend.cpu;

import java.util.Arrays;

/**
 * The first sign change of F(t) = Σ a_i ψ(h_i + t u_i) along a ray, for ψ(z) = below · z at z ≤ 0
 * and above · z at z ≥ 0, exact up to the rounding of sums in double.
 *
 * <p>Between kinks t_i = -h_i / u_i, F is a line, intercept + slope · t, so it suffices to look at
 * its sign where each piece ends. Kinks are not all sorted: windows of growing length are searched,
 * starting from where the first line would cross; a window's kinks are put into buckets, and a
 * bucket is sorted and walked only if F, given its value at the start and the largest slope
 * possible, could reach 0 there. Typical cost O(n); at worst O(n log² n).
 *
 * <p>The result is a pure function of the arguments. Keeps up to 24 bytes a kink of scratch memory;
 * not safe for use by several threads.
 */
final class KinkWalk {

  /** Fewer kinks are sorted at once. */
  private static final int SORT_AT_ONCE = 32;

  private static final int KINKS_PER_BUCKET = 8;
  private static final int MAX_BUCKETS = 4096;

  /**
   * The first window, in steps to where the line at 0 crosses; windows end at 4 times the last end.
   */
  private static final double FIRST_WINDOW = 2;

  private static final double WINDOW_GROWTH = 4;

  /** Relative slack in comparisons that only decide what is looked at more closely. */
  private static final double SLACK = 1e-9;

  private double[] times = new double[0];
  private int[] indices = new int[0];
  private double[] bucketTimes = new double[0];
  private int[] bucketIndices = new int[0];
  private final int[] bucketEnds = new int[MAX_BUCKETS];

  private double below;
  private double above;
  private float[] a;
  private float[] h;
  private float[] u;

  /** The present piece's line, and where it starts. */
  private double intercept;

  private double slope;
  private double position;

  /**
   * Neurons that are not on a flat side; when none is left, F is 0 whatever the sums rounded to.
   */
  private int live;

  /** Sign of F(0). */
  private double sign;

  /**
   * The smallest t in (0, limit] where the sign of F(t), 0 included, differs from the sign of F(0).
   *
   * @return the crossing; NaN if there is none or F(0) = 0, which has no sign to lose
   * @throws IllegalArgumentException if limit is not positive and finite, or h or u is not finite
   */
  double firstCrossing(double below, double above, float[] a, float[] h, float[] u, double limit) {
    if (!(limit > 0) || limit == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "firstCrossing: the limit must be positive and finite, got " + limit);
    }
    this.below = below;
    this.above = above;
    this.a = a;
    this.h = h;
    this.u = u;
    start();
    double crossing = intercept == 0 ? Double.NaN : search(limit);
    this.a = null;
    this.h = null;
    this.u = null;
    return crossing;
  }

  /** The line at 0+: a neuron at its kink is on the side to which u moves it. */
  private void start() {
    double constant = 0;
    double linear = 0;
    float zeros = 0;
    live = 0;
    for (int i = 0; i < h.length; i++) {
      double side = h[i] > 0 || (h[i] == 0 && u[i] > 0) ? above : below;
      live += side == 0 ? 0 : 1;
      constant += side * ((double) a[i] * h[i]);
      linear += side * ((double) a[i] * u[i]);
      zeros = Math.fma(0f, h[i], Math.fma(0f, u[i], zeros));
    }
    if (Float.isNaN(zeros) || Double.isNaN(constant + linear)) {
      throw new IllegalArgumentException("firstCrossing: a, h and u must be finite numbers");
    }
    intercept = constant;
    slope = linear;
    position = 0;
    sign = Math.signum(constant);
  }

  private double search(double limit) {
    double end = sign * slope < 0 ? FIRST_WINDOW * -intercept / slope : limit;
    double from = 0;
    while (from < limit) {
      end = Math.min(end, limit);
      double crossing = walkWindow(from, end);
      if (!Double.isNaN(crossing)) {
        return crossing;
      }
      from = end;
      end = Math.max(WINDOW_GROWTH * end, Double.MIN_NORMAL);
    }
    return Double.NaN;
  }

  /** Walks the kinks in (from, to] and then on to {@code to}. */
  private double walkWindow(double from, double to) {
    int kinks = collect(from, to);
    if (kinks <= SORT_AT_ONCE) {
      return walkSorted(times, indices, 0, kinks, to);
    }
    int buckets = Math.min(MAX_BUCKETS, kinks / KINKS_PER_BUCKET);
    double scale = buckets / (to - from);
    distribute(kinks, buckets, from, scale);
    int begin = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      int until = bucketEnds[bucket];
      double edge = bucket == buckets - 1 ? to : from + (bucket + 1) / scale;
      if (mayCross(begin, until, edge)) {
        double crossing = walkSorted(bucketTimes, bucketIndices, begin, until, edge);
        if (!Double.isNaN(crossing)) {
          return crossing;
        }
      } else {
        for (int k = begin; k < until; k++) {
          pass(bucketIndices[k]);
        }
        position = Math.max(position, edge);
      }
      begin = until;
    }
    return Double.NaN;
  }

  /** Collects the kinks in (from, to], unordered. */
  private int collect(double from, double to) {
    double reach = to * (1 + SLACK);
    int kinks = 0;
    for (int i = 0; i < h.length; i++) {
      double start = h[i];
      double speed = u[i];
      if (start * speed < 0 && Math.abs(start) <= reach * Math.abs(speed)) {
        double t = -start / speed;
        if (t > from && t <= to) {
          reserve(kinks);
          times[kinks] = t;
          indices[kinks] = i;
          kinks++;
        }
      }
    }
    return kinks;
  }

  private void reserve(int used) {
    if (used == times.length) {
      int size = Math.min(h.length, Math.max(1024, 2 * used));
      times = Arrays.copyOf(times, size);
      indices = Arrays.copyOf(indices, size);
    }
  }

  /** Counting sort by bucket ⌊(t - from) · scale⌋, a monotone function of t. */
  private void distribute(int kinks, int buckets, double from, double scale) {
    if (bucketTimes.length < kinks) {
      bucketTimes = new double[times.length];
      bucketIndices = new int[times.length];
    }
    Arrays.fill(bucketEnds, 0, buckets, 0);
    for (int k = 0; k < kinks; k++) {
      bucketEnds[bucket(times[k], buckets, from, scale)]++;
    }
    int begin = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      int count = bucketEnds[bucket];
      bucketEnds[bucket] = begin;
      begin += count;
    }
    for (int k = 0; k < kinks; k++) {
      int at = bucketEnds[bucket(times[k], buckets, from, scale)]++;
      bucketTimes[at] = times[k];
      bucketIndices[at] = indices[k];
    }
  }

  private static int bucket(double t, int buckets, double from, double scale) {
    return Math.min(buckets - 1, (int) ((t - from) * scale));
  }

  /**
   * Whether F could reach 0 up to {@code edge}, were all the bucket's kinks to bend it that way.
   */
  private boolean mayCross(int begin, int until, double edge) {
    double steepest = Math.abs(slope);
    double last = edge;
    for (int k = begin; k < until; k++) {
      steepest += Math.abs((above - below) * a[bucketIndices[k]] * u[bucketIndices[k]]);
      last = Math.max(last, bucketTimes[k]);
    }
    double reserve = sign * (intercept + slope * position);
    return !(reserve > steepest * (last - position) + SLACK * Math.abs(intercept));
  }

  /** Walks kinks [begin, until) in order of time, and then on to {@code end}. */
  private double walkSorted(double[] time, int[] index, int begin, int until, double end) {
    sort(time, index, begin, until);
    for (int k = begin; k < until; k++) {
      double crossing = advance(time[k]);
      if (!Double.isNaN(crossing)) {
        return crossing;
      }
      pass(index[k]);
    }
    return end > position ? advance(end) : Double.NaN;
  }

  /** Follows the present line to t. Returns the crossing if there is one, else NaN. */
  private double advance(double t) {
    if (sign * (intercept + slope * t) <= 0) {
      double crossing = -intercept / slope;
      return crossing > position ? Math.min(crossing, t) : Math.max(position, Double.MIN_VALUE);
    }
    position = t;
    return Double.NaN;
  }

  /** Changes the line at the kink of neuron i. */
  private void pass(int i) {
    double before = u[i] > 0 ? below : above;
    double after = u[i] > 0 ? above : below;
    intercept += (after - before) * ((double) a[i] * h[i]);
    slope += (after - before) * ((double) a[i] * u[i]);
    live += (after == 0 ? 0 : 1) - (before == 0 ? 0 : 1);
    if (live == 0) {
      intercept = 0;
      slope = 0;
    }
  }

  /** Shell sort with Ciura's gaps, continued by 9/4: times and indices move together. */
  private static void sort(double[] time, int[] index, int begin, int until) {
    int gap = 1;
    while (gap < until - begin) {
      gap = gap * 9 / 4 + 1;
    }
    while (gap > 1) {
      gap = Math.max(1, gap * 4 / 9);
      for (int i = begin + gap; i < until; i++) {
        double t = time[i];
        int moved = index[i];
        int j = i;
        for (; j >= begin + gap && time[j - gap] > t; j -= gap) {
          time[j] = time[j - gap];
          index[j] = index[j - gap];
        }
        time[j] = t;
        index[j] = moved;
      }
    }
  }
}
