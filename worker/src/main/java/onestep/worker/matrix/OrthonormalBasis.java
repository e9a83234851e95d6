package onestep.worker.matrix;

import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;

/**
 * An orthonormal basis Q of the span of all vectors seen so far, grown by Gram–Schmidt with every
 * vector orthogonalised twice, which keeps QᵀQ = I to rounding (Giraud, Langou, Rozložník and van
 * den Eshof 2005), in panels of a few vectors (Barlow and Smoktunowicz 2013): vectors as long as
 * these are read from memory, and a panel reads them once.
 */
final class OrthonormalBasis implements AutoCloseable {

  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /** Columns that are orthogonalised together, so that what is held is read once for all. */
  private static final int PANEL = 8;

  /** Share of its length that a column must keep within its panel to be orthogonal to the rest. */
  private static final double LOST = 0.125;

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
    double[] sums = new double[Math.min(columns.length(), size() + m) * m];
    try (Block rest = backend.allocate(columns.length(), m)) {
      backend.copy(v, rest);
      for (int first = 0; first < m; first += PANEL) {
        int count = Math.min(PANEL, m - first);
        extend(v, rest.columns(first, first + count), first, sums);
      }
    }
    return toFloats(sums, size() * m);
  }

  /**
   * Orthogonalises the columns of a panel, which are v's from {@code first} on, and adds their
   * directions: against what was held, twice, all at once; then one by one against those that the
   * panel has added, twice.
   */
  private void extend(Block v, Block panel, int first, double[] sums) {
    int m = v.columns();
    int held = size();
    orthogonalise(0, panel, first, m, sums);
    double[] outside = norms(panel);
    double[] whole = held == 0 ? outside : norms(v.columns(first, first + panel.columns()));
    for (int j = 0; j < panel.columns(); j++) {
      Block column = panel.columns(j, j + 1);
      double before = outside[j];
      if (!Double.isFinite(before)) {
        throw new ArithmeticException(
            "column " + (first + j) + " of a query has NaN, or overflows float32 when squared");
      }
      double residual = before;
      if (size() > held) {
        orthogonalise(held, column, first + j, m, sums);
        residual = norms(column)[0];
        if (residual < LOST * before) {
          // What rounding left of the directions held before is no longer small beside the rest.
          orthogonalise(0, column, first + j, m, sums);
          residual = norms(column)[0];
        }
      }
      if (residual > smallestResidual * whole[j] && !full()) {
        sums[size() * m + first + j] = residual;
        backend.scale(column, new float[] {(float) (1 / residual)}, columns.append());
      }
    }
  }

  /**
   * rest = rest - Q (Qᵀ rest), twice, over directions from {@code from} on; sums gain what was
   * subtracted of the columns of v from {@code first} on.
   */
  private void orthogonalise(int from, Block rest, int first, int m, double[] sums) {
    if (from == size()) {
      return;
    }
    float[] negated = negated(columns.dot(from, rest), from, rest, first, m, sums);
    double[] left = columns.addScaledThenDot(from, negated, rest);
    columns.addScaled(from, negated(left, from, rest, first, m, sums), rest);
  }

  private static float[] negated(
      double[] products, int from, Block rest, int first, int m, double[] sums) {
    float[] negated = new float[products.length];
    for (int i = 0; i < products.length; i++) {
      negated[i] = (float) -products[i];
      int direction = from + i / rest.columns();
      // What was subtracted is what counts, not what should have been.
      sums[direction * m + first + i % rest.columns()] -= negated[i];
    }
    return negated;
  }

  private static float[] toFloats(double[] numbers, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  private double[] norms(Block block) {
    double[] norms = new double[block.columns()];
    backend.squaredNorms(block, norms);
    for (int j = 0; j < norms.length; j++) {
      norms[j] = Math.sqrt(norms[j]);
    }
    return norms;
  }

  @Override
  public void close() {
    columns.close();
  }
}
