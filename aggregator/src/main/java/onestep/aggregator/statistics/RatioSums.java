package onestep.aggregator.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * The sums behind the mean of a statistic over trials that are clustered by network.
 *
 * <p>Network i contributes y_i = Σ_j v_ij over its m_i counted trials (all of them, or the flipped
 * ones). Kept are Σv, Σv², Σy, Σy², Σym exactly and Σm, Σm² and the number of networks with m_i
 * &gt; 0 as integers; everything that an estimator needs follows from them without cancellation.
 * y_i itself is rounded, once a row, hence Σy beside Σv: residuals of networks that agree are
 * exactly zero. Mutable; not safe for use by several threads.
 */
public final class RatioSums {

  private final ExactSum values;
  private final ExactSum squares;
  private final ExactSum clusterSums;
  private final ExactSum clusterSquares;
  private final ExactSum clusterProducts;
  private long clusters;
  private long count;
  private long countSquares;

  /** Nothing seen. */
  public RatioSums() {
    this(new ExactSum(), new ExactSum(), new ExactSum(), new ExactSum(), new ExactSum());
  }

  private RatioSums(
      ExactSum values,
      ExactSum squares,
      ExactSum clusterSums,
      ExactSum clusterSquares,
      ExactSum clusterProducts) {
    this.values = values;
    this.squares = squares;
    this.clusterSums = clusterSums;
    this.clusterSquares = clusterSquares;
    this.clusterProducts = clusterProducts;
  }

  /**
   * Adds a network.
   *
   * @param trials the statistic at each of its counted trials, in order of points; may be empty
   * @throws IllegalArgumentException if a square is not finite
   */
  public void addNetwork(double... trials) {
    double clusterSum = 0;
    for (double value : trials) {
      values.add(value);
      squares.addProduct(value, value);
      clusterSum += value;
    }
    clusterSums.add(clusterSum);
    clusterSquares.addProduct(clusterSum, clusterSum);
    clusterProducts.addProduct(clusterSum, trials.length);
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
    double squaredCount = (double) count * count;
    return scaled / squaredCount / squaredCount * clusters / (clusters - 1);
  }

  /** Writes the canonical form: equal sums write equal bytes. */
  void writeTo(DataOutput out) throws IOException {
    values.writeTo(out);
    squares.writeTo(out);
    clusterSums.writeTo(out);
    clusterSquares.writeTo(out);
    clusterProducts.writeTo(out);
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
            ExactSum.readFrom(in));
    sums.clusters = Varint.read(in);
    sums.count = Varint.read(in);
    sums.countSquares = Varint.read(in);
    return sums;
  }
}
