package onestep.worker.backend;

import java.util.List;
import java.util.concurrent.CancellationException;
import onestep.contract.cell.Activation;
import onestep.worker.random.StreamId;

/**
 * The array operations that samplers and attacks are written against. One instance serves one slot
 * and is not safe for use by several threads.
 *
 * <p>Arithmetic has a fixed order, so an implementation's results depend on neither block sizes nor
 * the machine: every output of a product or of {@link #addScaled} is one sequential chain of fused
 * multiply-adds over the inner index; every reduction runs in 16 logical lanes (element i in lane i
 * mod 16) within blocks of {@link #REDUCTION_BLOCK} elements, lanes and then blocks summed in
 * double, in order.
 *
 * <p>Shapes that do not agree are refused with an {@link IllegalArgumentException} that prints
 * both.
 */
public interface Backend extends AutoCloseable {

  /** Elements that one float32 partial sum spans at most; longer sums continue in double. */
  int REDUCTION_BLOCK = 1024;

  /** Numerics profile: backends of one profile produce the same bits. */
  String numerics();

  /**
   * Allocates a block with undefined contents. Whoever computes allocates all the time, so this is
   * where a thread that is to stop learns of it.
   *
   * @throws CancellationException if the calling thread is interrupted
   * @throws OutOfMemoryError if the memory is not there
   */
  Block allocate(int rows, int columns);

  /**
   * A view of the columns of several blocks of one length as one block, sharing their storage:
   * vectors that were added one after the other, read by one operation.
   */
  Block join(List<Block> blocks);

  /** Copies host values, column by column, into the block. */
  void write(float[] values, Block out);

  /** Copies the block to the host, column by column. */
  float[] read(Block block);

  /** out = 0. */
  default void clear(Block out) {
    // Column by column: the host needs zeros for one.
    float[] zeros = new float[out.rows()];
    for (int j = 0; j < out.columns(); j++) {
      write(zeros, out.columns(j, j + 1));
    }
  }

  /** out = in. */
  void copy(Block in, Block out);

  /**
   * Standard normals: out[i] = z(stream, first + i) for a block of one column.
   *
   * @param first index of the first number, a multiple of 64 (see {@link
   *     onestep.worker.random.NormalStream})
   */
  void normals(StreamId stream, long first, Block out);

  /** Uniform signs in {-1, +1}: one bit of the stream each, for a block of one column. */
  void signs(StreamId stream, Block out);

  /** out[i * b.columns() + j] = ⟨a_i, b_j⟩. Shapes: a n×p, b n×m, out p·m. */
  void dot(Block a, Block b, double[] out);

  /** b_j = b_j + Σ_i c[i * m + j] a_i, the sum a chain over i. Shapes: a n×p, b n×m, c p·m. */
  void addScaled(Block a, float[] c, Block b);

  /** {@link #addScaled} and then {@link #dot} of a and the new b, which may read a only once. */
  default void addScaledThenDot(Block a, float[] c, Block b, double[] out) {
    addScaled(a, c, b);
    dot(a, b, out);
  }

  /** a_j = c[j] a_j. */
  void scale(float[] c, Block a);

  /** out_j = c[j] a: multiples of a vector. Shapes: a n×1, c m, out n×m. */
  void scale(Block a, float[] c, Block out);

  /** b = a ⊙ b, elementwise. */
  void multiplyElementwise(Block a, Block b);

  /** out = ψ(h), elementwise; out may be h. */
  void activate(Activation activation, Block h, Block out);

  /** b = ψ'(h) ⊙ b, elementwise. */
  void multiplyByDerivative(Activation activation, Block h, Block b);

  /**
   * b = ψ''(h) ⊙ b, elementwise.
   *
   * @throws IllegalArgumentException if ψ is not smooth; the message names those that are
   */
  void multiplyBySecondDerivative(Activation activation, Block h, Block b);

  /** out[j] = Σ_i a_i ψ(h_ij). Shapes: a n×1, h n×m, out m. */
  void dotActivated(Activation activation, Block a, Block h, double[] out);

  /** out_j = h + c[j] u: points on a line. Shapes: h and u n×1, c m, out n×m. */
  void line(Block h, Block u, float[] c, Block out);

  /**
   * The smallest t in (0, limit] at which the sign of F(t) = Σ_i a_i ψ(h_i + t u_i) differs from
   * the sign of F(0), for a piecewise linear ψ; found exactly from the kinks t_i = -h_i / u_i, with
   * sums in double.
   *
   * <p>Shapes: a, h, u n×1.
   *
   * @return the crossing, or NaN if there is none or F(0) = 0, which has no sign to lose
   * @throws IllegalArgumentException if ψ is not piecewise linear, the limit not positive and
   *     finite, or a number not finite
   */
  double firstCrossing(Activation activation, Block a, Block h, Block u, double limit);

  /**
   * Standard normal rows of a matrix, drawn in this backend's layout for products. The entries are
   * a function of (stream, row, column, columns).
   *
   * @param firstRow first row, a multiple of 16
   */
  WeightRows weights(StreamId stream, int firstRow, int rows, int columns);

  /** Rows [firstRow, firstRow + rows) of out become W v. Shapes: W rows×n, v n×m, out N×m. */
  void multiply(WeightRows weights, Block v, Block out);

  /**
   * out = out + Wᵀ b[firstRow .. firstRow + rows): each output's chain over rows goes on from its
   * present value. Shapes: W rows×n, b N×m, out n×m.
   */
  void multiplyTransposed(WeightRows weights, Block b, Block out);

  /**
   * What {@link #allocate} and {@link #weights} begin with.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  static void requireGoingOn() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the thread of this backend was interrupted");
    }
  }

  /** Frees everything that this instance pooled. */
  @Override
  void close();
}
