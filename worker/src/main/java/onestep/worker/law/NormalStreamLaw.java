package onestep.worker.law;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The normals of the streams are independent and standard: moments, the whole distribution
 * function, tails to where the generator ends, correlations within a stream and between
 * neighbouring ones.
 *
 * <p>Every test is at level {@value #LEVEL}; a part has 27 of them, so with new keys a perfect
 * generator fails a part with probability below 3e-6.
 */
public final class NormalStreamLaw {

  static final double LEVEL = 1e-7;

  private static final int HIGHEST_MOMENT = 8;
  private static final int[] LAGS = {1, 2, 16, 32, 48, 64};
  private static final double[] TAILS = {3, 4, 5, 6};

  /** √(66 ln 2): the generator has nothing beyond, where there is 1.4e-11 of the mass. */
  private static final double END = 6.77;

  /** Numbers of a stream: the size of a matrix of 1024 columns and as many rows. */
  private static final int STREAM_LENGTH = 1 << 20;

  /** Bins of the upper bits of a float: sign, exponent, 8 bits of the significand. */
  private static final int BIN_SHIFT = 15;

  private static final int BINS = 1 << (Integer.SIZE - BIN_SHIFT);
  private static final int SIGN_BIN = BINS / 2;

  /** Bins are joined until they should have as many numbers, as the law of χ² asks. */
  private static final double LEAST_EXPECTED = 100;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final long[] counts = new long[BINS];
  private final double[] powers = new double[HIGHEST_MOMENT + 1];
  private final double[] lagged = new double[LAGS.length];
  private final double[] laggedSquares = new double[LAGS.length];
  private double neighbours;
  private long pairsOfNeighbours;
  private final long[] pairs = new long[LAGS.length];
  private long total;
  private float largest;

  private NormalStreamLaw() {}

  /**
   * The checks.
   *
   * @param numbers how many numbers are drawn in all, split over {@code parts} keys
   */
  public static List<Check> checks(long numbers, int parts) {
    int streams = (int) Math.max(2, numbers / parts / STREAM_LENGTH);
    return IntStream.range(0, parts).mapToObj(part -> (Check) () -> check(part, streams)).toList();
  }

  /** Draws streams of neighbouring networks under one key and tests them together. */
  static List<Finding> check(int key, int streams) {
    NormalStreamLaw law = new NormalStreamLaw();
    NormalStream source = new NormalStream();
    float[] present = new float[STREAM_LENGTH];
    float[] previous = new float[STREAM_LENGTH];
    for (int stream = 0; stream < streams; stream++) {
      source.fill(
          StreamId.weights(String.format(Locale.ROOT, "%032x", key + 1), stream, 1),
          0,
          present,
          0,
          present.length);
      law.take(present);
      if (stream > 0) {
        law.takeNeighbours(present, previous);
      }
      float[] spare = previous;
      previous = present;
      present = spare;
    }
    return law.findings();
  }

  private void take(float[] numbers) {
    for (float z : numbers) {
      counts[Float.floatToRawIntBits(z) >>> BIN_SHIFT]++;
      largest = Math.max(largest, Math.abs(z));
    }
    // Sums of a block first: a sum of 1e9 powers would lose digits.
    double[] block = new double[HIGHEST_MOMENT + 1];
    for (float z : numbers) {
      double power = 1;
      for (int p = 1; p <= HIGHEST_MOMENT; p++) {
        power *= z;
        block[p] += power;
      }
    }
    for (int p = 1; p <= HIGHEST_MOMENT; p++) {
      powers[p] += block[p];
    }
    for (int l = 0; l < LAGS.length; l++) {
      int lag = LAGS[l];
      double products = 0;
      double squares = 0;
      for (int i = lag; i < numbers.length; i++) {
        double a = numbers[i - lag];
        double b = numbers[i];
        products += a * b;
        squares += (a * a - 1) * (b * b - 1);
      }
      lagged[l] += products;
      laggedSquares[l] += squares;
      pairs[l] += numbers.length - lag;
    }
    total += numbers.length;
  }

  private void takeNeighbours(float[] numbers, float[] others) {
    double products = 0;
    for (int i = 0; i < numbers.length; i++) {
      products += (double) numbers[i] * others[i];
    }
    neighbours += products;
    pairsOfNeighbours += numbers.length;
  }

  private List<Finding> findings() {
    String subject = String.format(Locale.ROOT, "%.3g numbers, ", (double) total);
    return List.of(moments(subject), distribution(subject), tails(subject), independence(subject));
  }

  /** E z^p is (p - 1)!! for even p, else 0, and the variance of z^p is (2p - 1)!! - (E z^p)². */
  private Finding moments(String subject) {
    List<Double> deviations = new ArrayList<>();
    for (int p = 1; p <= HIGHEST_MOMENT; p++) {
      double mean = p % 2 == 0 ? oddFactorial(p - 1) : 0;
      double variance = oddFactorial(2 * p - 1) - mean * mean;
      deviations.add((powers[p] / total - mean) / Math.sqrt(variance / total));
    }
    return ofDeviations(subject + "moments 1 to 8", deviations);
  }

  /** (2n - 1)!! of n numbers: 1 · 3 · 5 … p. */
  private static double oddFactorial(int p) {
    double product = 1;
    for (int factor = 3; factor <= p; factor += 2) {
      product *= factor;
    }
    return product;
  }

  /**
   * Distance of the distribution functions at the edges of the bins (a lower bound of Kolmogorov's
   * and Smirnov's), and χ² over bins of at least 100 expected numbers.
   */
  private Finding distribution(String subject) {
    double distance = 0;
    double below = 0;
    double chiSquared = 0;
    int freedom = -1;
    double expectedInBin = 0;
    double countInBin = 0;
    double lastProbability = 0;
    for (int bin = 0; bin < BINS; bin++) {
      // Negative numbers first, from the largest magnitude down; then positive ones.
      int index = bin < SIGN_BIN ? BINS - 1 - bin : bin - SIGN_BIN;
      double upper = upperEdge(index);
      if (Double.isNaN(upper)) {
        continue;
      }
      below += counts[index];
      countInBin += counts[index];
      double probability = NORMAL.cumulativeProbability(upper);
      expectedInBin += (probability - lastProbability) * total;
      lastProbability = probability;
      distance = Math.max(distance, Math.abs(below / total - probability));
      double left = NORMAL.survivalProbability(upper) * total;
      if (expectedInBin >= LEAST_EXPECTED && left >= LEAST_EXPECTED) {
        chiSquared += square(countInBin - expectedInBin) / expectedInBin;
        freedom++;
        expectedInBin = 0;
        countInBin = 0;
      }
    }
    chiSquared += square(countInBin - expectedInBin) / expectedInBin;
    freedom++;
    // Massart's bound, of which Kolmogorov's law is the limit.
    double pDistance = Math.min(1, 2 * Math.exp(-2 * distance * distance * total));
    double pBins = ChiSquaredDistribution.of(freedom).survivalProbability(chiSquared);
    return new Finding(
        subject + "distribution function",
        String.format(
            Locale.ROOT,
            "largest distance %.2g (p %.2g); χ² %.0f at %d bins (p %.2g)",
            distance,
            pDistance,
            chiSquared,
            freedom + 1,
            pBins),
        "p above " + LEVEL,
        pDistance > LEVEL && pBins > LEVEL);
  }

  private static double square(double t) {
    return t * t;
  }

  /** The upper edge of a bin, as a real number; NaN for bins of infinities and NaN. */
  private static double upperEdge(int index) {
    float first = Float.intBitsToFloat(index << BIN_SHIFT);
    float next = Float.intBitsToFloat((index + 1) << BIN_SHIFT);
    if (!Float.isFinite(first)) {
      return Double.NaN;
    }
    // Bins of negative numbers grow downwards: the upper edge is the first number.
    return index < SIGN_BIN ? next : first;
  }

  /** Numbers beyond 3, 4, 5 and 6 on either side, and none beyond the generator's end. */
  private Finding tails(String subject) {
    StringBuilder text = new StringBuilder();
    boolean holds = largest <= END;
    for (double tail : TAILS) {
      long beyond = 0;
      for (int index = 0; index < BINS; index++) {
        float edge = Float.intBitsToFloat(index << BIN_SHIFT);
        // An edge that is a whole number belongs to what is beyond it.
        beyond += Math.abs(edge) >= tail ? counts[index] : 0;
      }
      double probability = 2 * NORMAL.survivalProbability(tail);
      double expected = probability * total;
      holds &= isLikely(beyond, probability);
      text.append(String.format(Locale.ROOT, "%,d beyond %.0f (%,.0f); ", beyond, tail, expected));
    }
    text.append(String.format(Locale.ROOT, "largest %.2f", largest));
    return new Finding(
        subject + "tails",
        text.toString(),
        String.format(Locale.ROOT, "p above %s, none beyond %.2f", LEVEL, END),
        holds);
  }

  private boolean isLikely(long count, double probability) {
    BinomialDistribution law =
        BinomialDistribution.of(Math.toIntExact(Math.min(total, Integer.MAX_VALUE)), probability);
    int seen = Math.toIntExact(count);
    return law.cumulativeProbability(seen) > LEVEL / 2
        && law.survivalProbability(seen - 1) > LEVEL / 2;
  }

  /** Products and products of squares at lags where counters, words and groups meet. */
  private Finding independence(String subject) {
    List<Double> deviations = new ArrayList<>();
    for (int l = 0; l < LAGS.length; l++) {
      deviations.add(lagged[l] / Math.sqrt((double) pairs[l]));
      deviations.add(laggedSquares[l] / 2 / Math.sqrt((double) pairs[l]));
    }
    deviations.add(neighbours / Math.sqrt((double) pairsOfNeighbours));
    return ofDeviations(
        subject + "correlations at lags 1, 2, 16, 32, 48, 64 and with the next network",
        deviations);
  }

  private static Finding ofDeviations(String subject, List<Double> deviations) {
    double most = deviations.stream().mapToDouble(Math::abs).max().orElseThrow();
    double allowed = NORMAL.inverseSurvivalProbability(LEVEL / 2);
    return new Finding(
        subject,
        String.format(
            Locale.ROOT, "%d deviations, largest %.1f standard errors", deviations.size(), most),
        String.format(Locale.ROOT, "within %.1f", allowed),
        most < allowed);
  }
}
