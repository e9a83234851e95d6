package onestep.worker.matrix;

import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;

/**
 * An orthonormal basis Q of the span of all vectors seen so far, grown by Gram–Schmidt with every
 * vector orthogonalised twice, which keeps QᵀQ = I to rounding (Giraud, Langou, Rozložník and van
 * den Eshof 2005).
 */
final class OrthonormalBasis implements AutoCloseable {

  private static final double UNIT_ROUNDOFF = 0x1p-24;

  private final Backend backend;
  private final Columns columns;
  private final double smallestResidual;

  OrthonormalBasis(Backend backend, int length, int perBlock) {
    this.backend = backend;
    this.columns = new Columns(backend, length, perBlock);
    this.smallestResidual = 8 * UNIT_ROUNDOFF * Math.sqrt(length);
  }

  /** Number of directions held. */
  int size() {
    return columns.size();
  }

  /** Whether the directions span the whole space. */
  boolean full() {
    return size() == columns.length();
  }

  Columns columns() {
    return columns;
  }

  /**
   * The coefficients of v in this basis, after extending it by what v adds; v's columns are taken
   * in order. A column adds a direction if the part of it outside the basis is longer than 8 2^-24
   * √n of its own length: what is shorter is rounding.
   *
   * @param v n×m
   * @throws ArithmeticException if a column has no finite norm
   * @return c with v_j = Σ_i c[i * m + j] q_i, one row for each direction now held
   */
  float[] coefficients(Block v) {
    if (full()) {
      return toFloats(columns.dot(0, v), size() * v.columns());
    }
    int m = v.columns();
    int before = size();
    double[] sums = new double[Math.min(columns.length(), before + m) * m];
    try (Block rest = backend.allocate(columns.length(), m)) {
      backend.copy(v, rest);
      if (before > 0) {
        // The first orthogonalisation against what is held reads it once for all columns.
        subtract(0, rest, 0, m, sums);
      }
      for (int j = 0; j < m; j++) {
        Block column = rest.columns(j, j + 1);
        if (size() > before) {
          subtract(before, column, j, m, sums);
        }
        if (size() > 0) {
          subtract(0, column, j, m, sums);
        }
        double residual = norm(column);
        if (!Double.isFinite(residual)) {
          throw new ArithmeticException(
              "column " + j + " of a query has NaN, or overflows float32 when squared");
        }
        if (residual > smallestResidual * norm(v.columns(j, j + 1)) && !full()) {
          sums[size() * m + j] = residual;
          Block direction = columns.append();
          backend.copy(column, direction);
          backend.scale(new float[] {(float) (1 / residual)}, direction);
        }
      }
    }
    return toFloats(sums, size() * m);
  }

  /** rest = rest - Q c with c = Qᵀ rest over directions from {@code from} on; sums gain c. */
  private void subtract(int from, Block rest, int column, int m, double[] sums) {
    double[] products = columns.dot(from, rest);
    float[] negated = new float[products.length];
    for (int i = 0; i < products.length; i++) {
      negated[i] = (float) -products[i];
      int direction = from + i / rest.columns();
      // What was subtracted is what counts, not what should have been.
      sums[direction * m + column + i % rest.columns()] -= negated[i];
    }
    columns.addScaled(from, negated, rest);
  }

  private static float[] toFloats(double[] numbers, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  private double norm(Block column) {
    double[] square = new double[1];
    backend.dot(column, column, square);
    return Math.sqrt(square[0]);
  }

  @Override
  public void close() {
    columns.close();
  }
}
