package onestep.worker.backend;

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
 * <p>The result is a pure function of the arguments. Takes up to 24 bytes a kink of scratch memory
 * and keeps that of up to a million; not safe for use by several threads.
 */
public final class KinkWalk {

  /** Fewer kinks are sorted at once. */
  private static final int SORT_AT_ONCE = 32;

  private static final int KINKS_PER_BUCKET = 8;
  private static final int MAX_BUCKETS = 4096;

  /** Scratch memory for more kinks is not kept for the next search. */
  private static final int MOST_KINKS_KEPT = 1 << 20;

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

  /** Of each bucket: its kinks, and what they change in live neurons, intercept and slope. */
  private final int[] bucketKinks = new int[MAX_BUCKETS];

  private final int[] bucketLives = new int[MAX_BUCKETS];
  private final double[] bucketIntercepts = new double[MAX_BUCKETS];
  private final double[] bucketSlopes = new double[MAX_BUCKETS];

  /** Sums of absolute changes in slope, and the last kinks. */
  private final double[] bucketBends = new double[MAX_BUCKETS];

  private final double[] bucketLasts = new double[MAX_BUCKETS];

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
   * Checks how far to search.
   *
   * @throws IllegalArgumentException if that is not positive and finite
   */
  public static void requireLimit(double limit) {
    if (!(limit > 0) || limit == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "firstCrossing: the limit must be positive and finite, got " + limit);
    }
  }

  /**
   * The smallest t in (0, limit] where the sign of F(t), 0 included, differs from the sign of F(0).
   *
   * @return the crossing; NaN if there is none or F(0) = 0, which has no sign to lose
   * @throws IllegalArgumentException if limit is not positive and finite, or h or u is not finite
   */
  public double firstCrossing(
      double below, double above, float[] a, float[] h, float[] u, double limit) {
    requireLimit(limit);
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
    if (times.length > MOST_KINKS_KEPT) {
      times = new double[0];
      indices = new int[0];
      bucketTimes = new double[0];
      bucketIndices = new int[0];
    }
    return crossing;
  }

  /** The line at 0+: a neuron at its kink is on the side to which u moves it. */
  private void start() {
    double[] slopes = {above, below};
    int[] alive = {above == 0 ? 0 : 1, below == 0 ? 0 : 1};
    double constant = 0;
    double linear = 0;
    live = 0;
    for (int i = 0; i < h.length; i++) {
      int side = negative(h[i] == 0 ? u[i] : h[i]);
      live += alive[side];
      constant += slopes[side] * ((double) a[i] * h[i]);
      linear += slopes[side] * ((double) a[i] * u[i]);
    }
    // Finite float32 numbers cannot overflow the sums; 0 times one that is not finite is NaN.
    if (!Double.isFinite(constant + linear)) {
      throw new IllegalArgumentException("firstCrossing: a, h and u must be finite numbers");
    }
    intercept = constant;
    slope = linear;
    position = 0;
    sign = Math.signum(constant);
  }

  /** 1 if the sign bit is set, else 0: no branch, since signs of neurons cannot be predicted. */
  private static int negative(float value) {
    return Float.floatToRawIntBits(value) >>> 31;
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
    summarise(kinks, buckets, from, scale);
    boolean distributed = false;
    for (int bucket = 0; bucket < buckets; bucket++) {
      double edge = bucket == buckets - 1 ? to : from + (bucket + 1) / scale;
      if (mayCross(bucket, edge)) {
        if (!distributed) {
          distribute(kinks, buckets, from, scale);
          distributed = true;
        }
        int until = bucketEnds[bucket];
        double crossing =
            walkSorted(bucketTimes, bucketIndices, until - bucketKinks[bucket], until, edge);
        if (!Double.isNaN(crossing)) {
          return crossing;
        }
      } else {
        intercept += bucketIntercepts[bucket];
        slope += bucketSlopes[bucket];
        live += bucketLives[bucket];
        position = Math.max(position, edge);
      }
    }
    return Double.NaN;
  }

  /**
   * Collects the kinks in (from, to], in order of index: first neurons that move towards their kink
   * and fast enough to be near it by then, then those of them that are. Every one is stored and the
   * ones outside overwritten: a branch here would be mispredicted half of the time.
   */
  private int collect(double from, double to) {
    if (times.length < h.length) {
      times = new double[h.length];
      indices = new int[h.length];
    }
    double reach = to * (1 + SLACK);
    int near = 0;
    for (int i = 0; i < h.length; i++) {
      indices[near] = i;
      // ±0 included where h = 0: its time is 0, which is never in the window.
      near += negative(Math.abs(h[i]) - reach * Math.abs(u[i])) & (negative(h[i]) ^ negative(u[i]));
    }
    int kinks = 0;
    for (int k = 0; k < near; k++) {
      int i = indices[k];
      double t = -h[i] / (double) u[i];
      times[kinks] = t;
      indices[kinks] = i;
      kinks += negative(from - t) & ~negative(to - t);
    }
    return kinks;
  }

  private static int negative(double value) {
    return (int) (Double.doubleToRawLongBits(value) >>> 63);
  }

  /** Sums what the kinks of each bucket change. */
  private void summarise(int kinks, int buckets, double from, double scale) {
    Arrays.fill(bucketKinks, 0, buckets, 0);
    Arrays.fill(bucketLives, 0, buckets, 0);
    Arrays.fill(bucketIntercepts, 0, buckets, 0);
    Arrays.fill(bucketSlopes, 0, buckets, 0);
    Arrays.fill(bucketBends, 0, buckets, 0);
    Arrays.fill(bucketLasts, 0, buckets, 0);
    for (int k = 0; k < kinks; k++) {
      int bucket = bucket(times[k], buckets, from, scale);
      int i = indices[k];
      double bend = slopeChange(i);
      bucketKinks[bucket]++;
      bucketLives[bucket] += lives(i);
      bucketIntercepts[bucket] += interceptChange(i);
      bucketSlopes[bucket] += bend;
      bucketBends[bucket] += Math.abs(bend);
      bucketLasts[bucket] = Math.max(bucketLasts[bucket], times[k]);
    }
  }

  /** Counting sort of the kinks by bucket. */
  private void distribute(int kinks, int buckets, double from, double scale) {
    if (bucketTimes.length < kinks) {
      bucketTimes = new double[kinks];
      bucketIndices = new int[kinks];
    }
    int begin = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      bucketEnds[bucket] = begin;
      begin += bucketKinks[bucket];
    }
    for (int k = 0; k < kinks; k++) {
      int at = bucketEnds[bucket(times[k], buckets, from, scale)]++;
      bucketTimes[at] = times[k];
      bucketIndices[at] = indices[k];
    }
  }

  /** ⌊(t - from) · scale⌋, a monotone function of t. */
  private static int bucket(double t, int buckets, double from, double scale) {
    return Math.min(buckets - 1, (int) ((t - from) * scale));
  }

  /**
   * Whether F could reach 0 up to {@code edge}, were all the bucket's kinks to bend it that way.
   */
  private boolean mayCross(int bucket, double edge) {
    double steepest = Math.abs(slope) + bucketBends[bucket];
    double length = Math.max(edge, bucketLasts[bucket]) - position;
    double value = sign * (intercept + slope * position);
    return !(value > steepest * length + SLACK * Math.abs(intercept));
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
    intercept += interceptChange(i);
    slope += slopeChange(i);
    live += lives(i);
    if (live == 0) {
      intercept = 0;
      slope = 0;
    }
  }

  /** a u times the change of ψ' in the direction of u: either way, it is above - below for |u|. */
  private double slopeChange(int i) {
    return (above - below) * ((double) a[i] * Math.abs(u[i]));
  }

  /** The same for a h, which has the opposite sign of a u. */
  private double interceptChange(int i) {
    return (below - above) * ((double) a[i] * Math.abs(h[i]));
  }

  /** Neurons that the kink of neuron i brings to life: 1, 0 or -1. */
  private int lives(int i) {
    int gained = (above == 0 ? 0 : 1) - (below == 0 ? 0 : 1);
    return gained * (1 - 2 * negative(u[i]));
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
