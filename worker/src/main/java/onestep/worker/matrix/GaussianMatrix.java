package onestep.worker.matrix;

import onestep.worker.backend.Block;

/**
 * A random matrix W, rows × columns, with i.i.d. N(0, variance) entries, asked only for products.
 *
 * <p>Queries may be adaptive: each answer has the law of W given all earlier answers.
 */
public interface GaussianMatrix extends AutoCloseable {

  /** Rows (fan_out). */
  int rows();

  /** Columns (fan_in). */
  int columns();

  /** out = W v. Shapes: v columns×m, out rows×m, overwritten. */
  void multiply(Block v, Block out);

  /** out = Wᵀ b. Shapes: b rows×m, out columns×m, overwritten. */
  void multiplyTransposed(Block b, Block out);

  /**
   * Expected square of the rounding error of a component of an answer, in units of (2^-24 × the
   * answer's root mean square)².
   *
   * <p>A chain of n fused multiply-adds whose terms have random signs visits partial sums of mean
   * square i/n of the last one; each rounding has variance (2^-24 partial sum)² / 3. Together n/6.
   */
  double roundingVariance();

  @Override
  void close();
}
