package onestep.worker.backend;

import java.util.Arrays;
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
 * <p>Operations that can be told in terms of others are: a backend for which calls are expensive
 * does them at once, with the same results.
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

  /** {@link #normals(StreamId, long, Block)} times a factor. */
  default void normals(StreamId stream, long first, float factor, Block out) {
    normals(stream, first, out);
    scale(new float[] {factor}, out);
  }

  /** Uniform signs in {-1, +1}: one bit of the stream each, for a block of one column. */
  void signs(StreamId stream, Block out);

  /** out[i * b.columns() + j] = ⟨a_i, b_j⟩. Shapes: a n×p, b n×m, out p·m. */
  void dot(Block a, Block b, double[] out);

  /** out[j] = ⟨a_j, a_j⟩. Shapes: a n×m, out m. */
  default void squaredNorms(Block a, double[] out) {
    Shapes.requireLength("squaredNorms", "out", out.length, a.columns());
    double[] square = new double[1];
    for (int j = 0; j < out.length; j++) {
      Block column = a.columns(j, j + 1);
      dot(column, column, square);
      out[j] = square[0];
    }
  }

  /** b_j = b_j + Σ_i c[i * m + j] a_i, the sum a chain over i. Shapes: a n×p, b n×m, c p·m. */
  void addScaled(Block a, float[] c, Block b);

  /** {@link #addScaled} and then {@link #dot} of a and the new b, which may read a only once. */
  default void addScaledThenDot(Block a, float[] c, Block b, double[] out) {
    addScaled(a, c, b);
    dot(a, b, out);
  }

  /**
   * b_j = b_j + c a_(columns[j]).
   *
   * @param columns a column of a for each of b; equal ones are best adjacent
   */
  default void addColumns(float c, Block a, int[] columns, Block b) {
    Runs.forEach(
        columns,
        b,
        (column, from, to) ->
            addScaled(
                a.columns(column, column + 1), Runs.filled(to - from, c), b.columns(from, to)));
  }

  /** b_j = b_j + c ψ(h_(columns[j])); see {@link #addColumns}. */
  default void addActivatedColumns(
      Activation activation, float c, Block h, int[] columns, Block b) {
    try (Block activity = allocate(h.rows(), 1)) {
      Runs.forEach(
          columns,
          b,
          (column, from, to) -> {
            activate(activation, h.columns(column, column + 1), activity);
            addScaled(activity, Runs.filled(to - from, c), b.columns(from, to));
          });
    }
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
   * out_j = h_l + steps[j] u_l, l = lines[j]: points on several lines.
   *
   * @param lines columns of h and u; equal ones are best adjacent
   */
  default void lines(Block h, Block u, int[] lines, float[] steps, Block out) {
    Shapes.requireLength("lines", "steps", steps.length, lines.length);
    Runs.forEach(
        lines,
        out,
        (line, from, to) ->
            line(
                h.columns(line, line + 1),
                u.columns(line, line + 1),
                Arrays.copyOfRange(steps, from, to),
                out.columns(from, to)));
  }

  /**
   * out[j] = Σ_i a_i ψ(h_il + steps[j] u_il), l = lines[j]: {@link #lines} and then {@link
   * #dotActivated}, which need not keep the points.
   */
  default void dotActivatedOnLines(
      Activation activation, Block a, Block h, Block u, int[] lines, float[] steps, double[] out) {
    try (Block points = allocate(h.rows(), lines.length)) {
      lines(h, u, lines, steps, points);
      dotActivated(activation, a, points, out);
    }
  }

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
   * {@link #firstCrossing} on several rays, and F just past each crossing, evaluated as {@link
   * #dotActivatedOnLines} does.
   *
   * @param crossings the crossing of each ray, or NaN
   * @param sums F at {@link Rays#past} of each ray that crosses, else NaN
   */
  default void firstCrossings(
      Activation activation,
      Block a,
      Block h,
      Block u,
      Rays rays,
      double[] crossings,
      double[] sums) {
    Shapes.requireLength("firstCrossings", "crossings", crossings.length, rays.count());
    Shapes.requireLength("firstCrossings", "sums", sums.length, rays.count());
    int[] lines = rays.lines();
    int[] crossed = new int[lines.length];
    float[] steps = new float[lines.length];
    int count = 0;
    for (int j = 0; j < lines.length; j++) {
      Block start = h.columns(lines[j], lines[j] + 1);
      Block direction = u.columns(lines[j], lines[j] + 1);
      crossings[j] = firstCrossing(activation, a, start, direction, rays.limits()[j]);
      if (!Double.isNaN(crossings[j])) {
        crossed[count] = lines[j];
        steps[count++] = rays.past(j, crossings[j]);
      }
    }
    Arrays.fill(sums, Double.NaN);
    if (count == 0) {
      return;
    }
    double[] past = new double[count];
    dotActivatedOnLines(
        activation, a, h, u, Arrays.copyOf(crossed, count), Arrays.copyOf(steps, count), past);
    for (int j = lines.length - 1; j >= 0; j--) {
      if (!Double.isNaN(crossings[j])) {
        sums[j] = past[--count];
      }
    }
  }

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
