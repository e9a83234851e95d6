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

  @Override
  void close();
}
