package onestep.aggregator.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * The sums behind the mean of a statistic over trials that are clustered by network.
 *
 * <p>Network i contributes y_i = Σ_j v_ij over its m_i counted trials (all of them, or the flipped
 * ones). Kept are Σv, Σv², Σy, Σy², Σym, Σy³, Σy²m, Σym² and Σm³ exactly, and Σm, Σm² and the
 * number of networks with m_i &gt; 0 as integers; everything that an estimator needs follows from
 * them without cancellation. y_i itself is rounded, once a row, hence Σy beside Σv: residuals of
 * networks that agree are exactly zero. Mutable; not safe for use by several threads.
 */
public final class RatioSums {

  private final ExactSum values;
  private final ExactSum squares;
  private final ExactSum clusterSums;
  private final ExactSum clusterSquares;
  private final ExactSum clusterProducts;

  /** Σy³, Σy²m and Σym². */
  private final ExactSum clusterCubes;

  private final ExactSum clusterSquareProducts;
  private final ExactSum clusterProductSquares;

  /** Σm³, which is beyond a long for the largest cells. */
  private final ExactSum countCubes;

  private long clusters;
  private long count;
  private long countSquares;

  /** Nothing seen. */
  public RatioSums() {
    this(
        new ExactSum(),
        new ExactSum(),
        new ExactSum(),
        new ExactSum(),
        new ExactSum(),
        new ExactSum(),
        new ExactSum(),
        new ExactSum(),
        new ExactSum());
  }

  private RatioSums(
      ExactSum values,
      ExactSum squares,
      ExactSum clusterSums,
      ExactSum clusterSquares,
      ExactSum clusterProducts,
      ExactSum clusterCubes,
      ExactSum clusterSquareProducts,
      ExactSum clusterProductSquares,
      ExactSum countCubes) {
    this.values = values;
    this.squares = squares;
    this.clusterSums = clusterSums;
    this.clusterSquares = clusterSquares;
    this.clusterProducts = clusterProducts;
    this.clusterCubes = clusterCubes;
    this.clusterSquareProducts = clusterSquareProducts;
    this.clusterProductSquares = clusterProductSquares;
    this.countCubes = countCubes;
  }

  /**
   * Adds a network.
   *
   * @param trials the statistic at each of its counted trials, in order of points; may be empty
   * @throws IllegalArgumentException if the cube of a network's sum is not finite
   */
  public void addNetwork(double... trials) {
    double clusterSum = 0;
    double size = trials.length;
    for (double value : trials) {
      values.add(value);
      squares.addProduct(value, value);
      clusterSum += value;
    }
    clusterSums.add(clusterSum);
    clusterSquares.addProduct(clusterSum, clusterSum);
    clusterProducts.addProduct(clusterSum, size);
    clusterCubes.addProduct(clusterSum, clusterSum, clusterSum);
    clusterSquareProducts.addProduct(clusterSum, clusterSum, size);
    clusterProductSquares.addProduct(clusterSum, size * size);
    countCubes.add(size * size * size);
    clusters += trials.length == 0 ? 0 : 1;
    count += trials.length;
    countSquares += (long) trials.length * trials.length;
  }

  /** Adds the sums of other networks, which stay as they are. */
  public void add(RatioSums other) {
    values.add(other.values);
    squares.add(other.squares);
    clusterSums.add(other.clusterSums);
    clusterSquares.add(other.clusterSquares);
    clusterProducts.add(other.clusterProducts);
    clusterCubes.add(other.clusterCubes);
    clusterSquareProducts.add(other.clusterSquareProducts);
    clusterProductSquares.add(other.clusterProductSquares);
    countCubes.add(other.countCubes);
    clusters += other.clusters;
    count += other.count;
    countSquares += other.countSquares;
  }

  /** n = Σm: counted trials. */
  public long count() {
    return count;
  }

  /** g: networks with at least one counted trial. */
  public long clusters() {
    return clusters;
  }

  /** Whether every v is 0 or 1, as far as Σv² = Σv tells. */
  boolean isIndicator() {
    return squares.doubleValue() == values.doubleValue();
  }

  /** Σv. */
  double sum() {
    return values.doubleValue();
  }

  /** R = Σv / n; NaN at n = 0. */
  public double mean() {
    return count == 0 ? Double.NaN : values.doubleValue() / count;
  }

  /** s² = (Σv² - (Σv)²/n) / (n - 1), the variance over trials; NaN below n = 2. */
  public double variance() {
    return varianceAround(values);
  }

  /**
   * The variance over trials of a quantity with these squares and another sum, such as f beside
   * |f|; NaN below n = 2.
   */
  double varianceAround(ExactSum sum) {
    if (count < 2) {
      return Double.NaN;
    }
    BigInteger scaledSum = sum.scaled();
    BigInteger centred =
        squares
            .scaled()
            .shiftLeft(ExactSum.SCALE)
            .multiply(BigInteger.valueOf(count))
            .subtract(scaledSum.multiply(scaledSum));
    // Squares that underflow may leave a trace below zero.
    return Math.max(0, ExactSum.toDouble(centred, -2 * ExactSum.SCALE)) / count / (count - 1);
  }

  /**
   * The variance of R by linearisation over networks, g/(g-1) Σ(y_i - R m_i)² / n² (Cochran,
   * "Sampling Techniques", 3rd edition, (2.39) with independent clusters); NaN below g = 2.
   *
   * <p>Networks without a counted trial are left out of g: with one trial a network the variance is
   * then s²/n, whatever was not counted.
   */
  public double varianceOfMean() {
    if (clusters < 2) {
      return Double.NaN;
    }
    double squaredCount = (double) count * count;
    return squaredResiduals() / squaredCount * clusters / (clusters - 1);
  }

  /**
   * The skewness of the networks' residuals y_i - R m_i, g^½ Σ(y_i - R m_i)³ / (Σ(y_i - R
   * m_i)²)^1.5; 0 where they do not differ.
   */
  public double skewness() {
    double squares = squaredResiduals();
    return squares > 0
        ? cubedResiduals() / squares / Math.sqrt(squares) * Math.sqrt((double) clusters)
        : 0;
  }

  /**
   * Of an indicator: how many networks of equal sums would have this Σy² / (Σy)², at most the
   * number of networks with a success; 0 if there is none.
   */
  public double effectiveSuccessfulNetworks() {
    return effectiveNumber(clusterSums.doubleValue(), clusterSquares.doubleValue());
  }

  /** Of an indicator: the same for failures, m - y of each network. */
  public double effectiveFailedNetworks() {
    double squares =
        countSquares - 2 * clusterProducts.doubleValue() + clusterSquares.doubleValue();
    return effectiveNumber(count - clusterSums.doubleValue(), squares);
  }

  private static double effectiveNumber(double sum, double squares) {
    return sum == 0 ? 0 : sum / squares * sum;
  }

  /** Σ(y - R m)². */
  private double squaredResiduals() {
    BigInteger n = BigInteger.valueOf(count);
    BigInteger sum = clusterSums.scaled();
    // n² Σ(y - R m)² = n² Σy² - 2 n (Σy) Σym + (Σy)² Σm², at twice the scale.
    BigInteger residuals =
        clusterSquares
            .scaled()
            .shiftLeft(ExactSum.SCALE)
            .multiply(n)
            .subtract(sum.multiply(clusterProducts.scaled()).shiftLeft(1))
            .multiply(n)
            .add(sum.multiply(sum).multiply(BigInteger.valueOf(countSquares)));
    double scaled = Math.max(0, ExactSum.toDouble(residuals, -2 * ExactSum.SCALE));
    return scaled / count / count;
  }

  /** Σ(y - R m)³. */
  private double cubedResiduals() {
    BigInteger n = BigInteger.valueOf(count);
    BigInteger sum = clusterSums.scaled();
    BigInteger three = BigInteger.valueOf(3);
    // n³ Σ(y - R m)³ = n³ Σy³ - 3 n² (Σy) Σy²m + 3 n (Σy)² Σym² - (Σy)³ Σm³, at 3 times the scale.
    BigInteger residuals =
        clusterCubes
            .scaled()
            .shiftLeft(2 * ExactSum.SCALE)
            .multiply(n)
            .subtract(
                sum.multiply(clusterSquareProducts.scaled())
                    .shiftLeft(ExactSum.SCALE)
                    .multiply(three))
            .multiply(n)
            .add(sum.multiply(sum).multiply(clusterProductSquares.scaled()).multiply(three))
            .multiply(n)
            .subtract(sum.pow(3).multiply(countCubes.scaled().shiftRight(ExactSum.SCALE)));
    return ExactSum.toDouble(residuals, -3 * ExactSum.SCALE) / count / count / count;
  }

  /** Writes the canonical form: equal sums write equal bytes. */
  void writeTo(DataOutput out) throws IOException {
    values.writeTo(out);
    squares.writeTo(out);
    clusterSums.writeTo(out);
    clusterSquares.writeTo(out);
    clusterProducts.writeTo(out);
    clusterCubes.writeTo(out);
    clusterSquareProducts.writeTo(out);
    clusterProductSquares.writeTo(out);
    countCubes.writeTo(out);
    Varint.write(out, clusters);
    Varint.write(out, count);
    Varint.write(out, countSquares);
  }

  /** Reads {@link #writeTo}. */
  static RatioSums readFrom(DataInput in) throws IOException {
    RatioSums sums =
        new RatioSums(
            ExactSum.readFrom(in),
            ExactSum.readFrom(in),
            ExactSum.readFrom(in),
            ExactSum.readFrom(in),
            ExactSum.readFrom(in),
            ExactSum.readFrom(in),
            ExactSum.readFrom(in),
            ExactSum.readFrom(in),
            ExactSum.readFrom(in));
    sums.clusters = Varint.read(in);
    sums.count = Varint.read(in);
    sums.countSquares = Varint.read(in);
    return sums;
  }
}
