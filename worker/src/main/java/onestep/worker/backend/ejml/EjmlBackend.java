package onestep.worker.backend.ejml;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import onestep.contract.cell.Activation;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;
import onestep.worker.random.SignStream;
import onestep.worker.random.StreamId;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The array operations with EJML, computed in double and rounded to float32 once an operation. The
 * random numbers are those of every backend; sums differ from other backends by rounding.
 *
 * <p>The first crossing is found by evaluating F at every kink, O(n²).
 */
public final class EjmlBackend implements Backend {

  /** Rows that share one stretch of the stream; see {@link #weights}. */
  private static final int PANEL = 16;

  private final NormalStream normals = new NormalStream();

  @Override
  public String numerics() {
    return "ejml-1";
  }

  @Override
  public Block allocate(int rows, int columns) {
    return EjmlBlock.of(new FMatrixRMaj(rows, columns));
  }

  @Override
  public Block join(List<Block> blocks) {
    return EjmlBlock.join(blocks.stream().map(EjmlBlock.class::cast).toList());
  }

  @Override
  public void write(float[] values, Block out) {
    EjmlBlock target = own(out);
    require(
        values.length == target.rows() * target.columns(), "write", values.length + " values", out);
    for (int k = 0; k < values.length; k++) {
      target.set(k % target.rows(), k / target.rows(), values[k]);
    }
  }

  @Override
  public float[] read(Block block) {
    EjmlBlock source = own(block);
    float[] values = new float[source.rows() * source.columns()];
    for (int k = 0; k < values.length; k++) {
      values[k] = source.get(k % source.rows(), k / source.rows());
    }
    return values;
  }

  @Override
  public void copy(Block in, Block out) {
    requireSameShape("copy", in, out);
    store(matrix(in), out);
  }

  @Override
  public void normals(StreamId stream, long first, Block out) {
    requireVector("normals", out);
    float[] numbers = new float[out.rows()];
    normals.fill(stream, first, numbers, 0, numbers.length);
    write(numbers, out);
  }

  @Override
  public void signs(StreamId stream, Block out) {
    requireVector("signs", out);
    float[] numbers = new float[out.rows()];
    SignStream.fill(stream, numbers);
    write(numbers, out);
  }

  @Override
  public void dot(Block a, Block b, double[] out) {
    require(a.rows() == b.rows(), "dot", a, b);
    require(out.length == a.columns() * b.columns(), "dot", out.length + " results", b);
    DMatrixRMaj product = new DMatrixRMaj(a.columns(), b.columns());
    CommonOps_DDRM.multTransA(matrix(a), matrix(b), product);
    System.arraycopy(product.getData(), 0, out, 0, out.length);
  }

  @Override
  public void addScaled(Block a, float[] c, Block b) {
    require(a.rows() == b.rows(), "addScaled", a, b);
    require(c.length == a.columns() * b.columns(), "addScaled", c.length + " factors", b);
    DMatrixRMaj factors = new DMatrixRMaj(a.columns(), b.columns());
    Arrays.setAll(factors.getData(), k -> c[k]);
    DMatrixRMaj sum = matrix(b);
    CommonOps_DDRM.multAdd(matrix(a), factors, sum);
    store(sum, b);
  }

  @Override
  public void scale(float[] c, Block a) {
    require(c.length == a.columns(), "scale", c.length + " factors", a);
    DMatrixRMaj scaled = matrix(a);
    double[] factors = new double[c.length];
    Arrays.setAll(factors, j -> c[j]);
    CommonOps_DDRM.multCols(scaled, factors);
    store(scaled, a);
  }

  @Override
  public void scale(Block a, float[] c, Block out) {
    requireVector("scale", a);
    require(a.rows() == out.rows(), "scale", a, out);
    require(c.length == out.columns(), "scale", c.length + " factors", out);
    DMatrixRMaj vector = matrix(a);
    DMatrixRMaj multiple = new DMatrixRMaj(a.rows(), 1);
    for (int j = 0; j < c.length; j++) {
      CommonOps_DDRM.scale(c[j], vector, multiple);
      store(multiple, out.columns(j, j + 1));
    }
  }

  @Override
  public void multiplyElementwise(Block a, Block b) {
    requireSameShape("multiplyElementwise", a, b);
    DMatrixRMaj product = matrix(b);
    CommonOps_DDRM.elementMult(product, matrix(a));
    store(product, b);
  }

  @Override
  public void activate(Activation activation, Block h, Block out) {
    requireSameShape("activate", h, out);
    store(map(matrix(h), activation::value), out);
  }

  @Override
  public void multiplyByDerivative(Activation activation, Block h, Block b) {
    requireSameShape("multiplyByDerivative", h, b);
    DMatrixRMaj product = matrix(b);
    CommonOps_DDRM.elementMult(product, map(matrix(h), activation::derivative));
    store(product, b);
  }

  @Override
  public void multiplyBySecondDerivative(Activation activation, Block h, Block b) {
    activation.requireSmooth();
    requireSameShape("multiplyBySecondDerivative", h, b);
    DMatrixRMaj product = matrix(b);
    CommonOps_DDRM.elementMult(product, map(matrix(h), activation::secondDerivative));
    store(product, b);
  }

  @Override
  public void dotActivated(Activation activation, Block a, Block h, double[] out) {
    requireVector("dotActivated", a);
    require(a.rows() == h.rows(), "dotActivated", a, h);
    require(out.length == h.columns(), "dotActivated", out.length + " results", h);
    DMatrixRMaj product = new DMatrixRMaj(1, h.columns());
    CommonOps_DDRM.multTransA(matrix(a), map(matrix(h), activation::value), product);
    System.arraycopy(product.getData(), 0, out, 0, out.length);
  }

  @Override
  public void line(Block h, Block u, float[] c, Block out) {
    requireVector("line", h);
    requireVector("line", u);
    require(h.rows() == u.rows() && h.rows() == out.rows(), "line", h, out);
    require(c.length == out.columns(), "line", c.length + " factors", out);
    DMatrixRMaj start = matrix(h);
    DMatrixRMaj direction = matrix(u);
    DMatrixRMaj point = new DMatrixRMaj(h.rows(), 1);
    for (int j = 0; j < c.length; j++) {
      CommonOps_DDRM.add(start, c[j], direction, point);
      store(point, out.columns(j, j + 1));
    }
  }

  @Override
  public double firstCrossing(Activation activation, Block a, Block h, Block u, double limit) {
    require(activation.isPiecewiseLinear(), "firstCrossing", activation, "a piecewise linear one");
    requireVector("firstCrossing", a);
    requireSameShape("firstCrossing", a, h);
    requireSameShape("firstCrossing", a, u);
    if (!(limit > 0) || Double.isInfinite(limit)) {
      throw new IllegalArgumentException("limit must be positive and finite, got " + limit);
    }
    double last = 0;
    double before = valueAlong(activation, own(a), own(h), own(u), 0);
    double sign = Math.signum(before);
    for (double end : pieceEnds(own(h), own(u), limit)) {
      double after = valueAlong(activation, own(a), own(h), own(u), end);
      if (sign * after < 0 || (sign != 0 && after == 0)) {
        return last + (end - last) * (before / (before - after));
      }
      last = end;
      before = after;
    }
    return Double.NaN;
  }

  private static double[] pieceEnds(EjmlBlock h, EjmlBlock u, double limit) {
    double[] ends = new double[h.rows() + 1];
    Arrays.fill(ends, limit);
    for (int i = 0; i < h.rows(); i++) {
      double kink = -h.get(i, 0) / (double) u.get(i, 0);
      ends[i] = kink > 0 && kink < limit ? kink : limit;
    }
    Arrays.sort(ends);
    return ends;
  }

  private static double valueAlong(
      Activation activation, EjmlBlock a, EjmlBlock h, EjmlBlock u, double t) {
    double sum = 0;
    for (int i = 0; i < a.rows(); i++) {
      sum += a.get(i, 0) * activation.value(h.get(i, 0) + t * u.get(i, 0));
    }
    return sum;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Entry (i, j) is number ⌊i / 16⌋ · s + 16 j + i mod 16 of the stream, with s = 16 · columns
   * rounded up to a multiple of 64.
   */
  @Override
  public WeightRows weights(StreamId stream, int firstRow, int rows, int columns) {
    require(firstRow % PANEL == 0, "weights", "first row " + firstRow, "a multiple of 16");
    int stride =
        (PANEL * columns + NormalStream.GROUP - 1) / NormalStream.GROUP * NormalStream.GROUP;
    float[] panel = new float[stride];
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int row = 0; row < rows; row += PANEL) {
      normals.fill(stream, (long) (firstRow + row) / PANEL * stride, panel, 0, stride);
      for (int i = row; i < Math.min(rows, row + PANEL); i++) {
        for (int j = 0; j < columns; j++) {
          matrix.set(i, j, panel[PANEL * j + i - row]);
        }
      }
    }
    return new EjmlWeights(firstRow, matrix);
  }

  @Override
  public void multiply(WeightRows weights, Block v, Block out) {
    DMatrixRMaj w = own(weights).matrix();
    require(w.getNumCols() == v.rows() && v.columns() == out.columns(), "multiply", v, out);
    DMatrixRMaj product = new DMatrixRMaj(w.getNumRows(), v.columns());
    CommonOps_DDRM.mult(w, matrix(v), product);
    DMatrixRMaj all = matrix(out);
    CommonOps_DDRM.insert(product, all, weights.firstRow(), 0);
    store(all, out);
  }

  @Override
  public void multiplyTransposed(WeightRows weights, Block b, Block out) {
    DMatrixRMaj w = own(weights).matrix();
    require(
        w.getNumCols() == out.rows() && b.columns() == out.columns(), "multiplyTransposed", b, out);
    DMatrixRMaj rows = new DMatrixRMaj(w.getNumRows(), b.columns());
    CommonOps_DDRM.extract(
        matrix(b), weights.firstRow(), weights.firstRow() + weights.rows(), 0, b.columns(), rows);
    DMatrixRMaj sum = matrix(out);
    CommonOps_DDRM.multAddTransA(w, rows, sum);
    store(sum, out);
  }

  @Override
  public void close() {
    // Nothing is pooled
  }

  private static DMatrixRMaj map(DMatrixRMaj matrix, DoubleUnaryOperator function) {
    DMatrixRMaj mapped = new DMatrixRMaj(matrix.getNumRows(), matrix.getNumCols());
    Arrays.setAll(mapped.getData(), k -> function.applyAsDouble(matrix.get(k)));
    return mapped;
  }

  private static DMatrixRMaj matrix(Block block) {
    EjmlBlock source = own(block);
    DMatrixRMaj matrix = new DMatrixRMaj(source.rows(), source.columns());
    for (int i = 0; i < source.rows(); i++) {
      for (int j = 0; j < source.columns(); j++) {
        matrix.set(i, j, source.get(i, j));
      }
    }
    return matrix;
  }

  private static void store(DMatrixRMaj matrix, Block block) {
    EjmlBlock target = own(block);
    for (int i = 0; i < target.rows(); i++) {
      for (int j = 0; j < target.columns(); j++) {
        target.set(i, j, matrix.get(i, j));
      }
    }
  }

  private static EjmlBlock own(Block block) {
    if (block instanceof EjmlBlock own) {
      return own;
    }
    throw new IllegalArgumentException(
        "an EJML block is needed, got a " + block.getClass().getSimpleName());
  }

  private static EjmlWeights own(WeightRows weights) {
    if (weights instanceof EjmlWeights own) {
      return own;
    }
    throw new IllegalArgumentException(
        "EJML weights are needed, got " + weights.getClass().getSimpleName());
  }

  private static void requireVector(String operation, Block block) {
    require(block.columns() == 1, operation, block, "one column");
  }

  private static void requireSameShape(String operation, Block a, Block b) {
    require(a.rows() == b.rows() && a.columns() == b.columns(), operation, a, b);
  }

  private static void require(boolean agree, String operation, Object a, Object b) {
    if (!agree) {
      throw new IllegalArgumentException(operation + ": shapes do not agree: " + a + " and " + b);
    }
  }
}
