package onestep.worker.probe;

import java.util.Arrays;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.matrix.Workspace;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The eigenvalue of the largest absolute value of symmetric matrices that are asked only for
 * products, from below: Lanczos' method with full reorthogonalisation, both ends of the spectrum at
 * once, so that a spectrum that is symmetric about 0, on which power iteration stalls, is no
 * trouble.
 *
 * <p>n steps see a semicircle of radius 1 as one of radius cos(π/(n + 1)): 32 steps are half a per
 * cent low, and less once d is so small that single eigenvalues are found.
 */
final class Lanczos {

  /** A new direction that is shorter, against the matrix, is rounding: the space is invariant. */
  private static final double INVARIANT = 1e-5;

  /** out_j = A_j v_j. Shapes: v and out d×m. */
  @FunctionalInterface
  interface Operator {
    void multiply(Block v, Block out);
  }

  private final Backend backend;
  private final int steps;

  Lanczos(Backend backend, int steps) {
    this.backend = backend;
    this.steps = steps;
  }

  /**
   * The largest |eigenvalue| of each of m matrices.
   *
   * @param starts d×m, unit vectors that know nothing of the matrices
   * @param vectors d×m, overwritten by the unit eigenvectors
   */
  double[] norms(Operator operator, Block starts, Block vectors) {
    int m = starts.columns();
    int n = Math.min(steps, starts.rows());
    try (Workspace workspace = new Workspace(backend)) {
      Block v = workspace.allocate(starts.rows(), m);
      Block w = workspace.allocate(starts.rows(), m);
      Recurrence[] recurrences = new Recurrence[m];
      for (int j = 0; j < m; j++) {
        recurrences[j] = new Recurrence(workspace.allocate(starts.rows(), n), n);
        backend.copy(starts.columns(j, j + 1), recurrences[j].basis.columns(0, 1));
      }
      for (int step = 0; step < n; step++) {
        for (int j = 0; j < m; j++) {
          recurrences[j].last(v.columns(j, j + 1));
        }
        operator.multiply(v, w);
        for (int j = 0; j < m; j++) {
          recurrences[j].extend(w.columns(j, j + 1));
        }
      }
      double[] norms = new double[m];
      for (int j = 0; j < m; j++) {
        norms[j] = recurrences[j].solve(vectors.columns(j, j + 1));
      }
      return norms;
    }
  }

  /** One matrix seen from the vectors so far, where it is tridiagonal. */
  private final class Recurrence {
    private final Block basis;
    private final double[] diagonal;
    private final double[] beside;
    private int size;
    private boolean ended;

    Recurrence(Block basis, int most) {
      this.basis = basis;
      this.diagonal = new double[most];
      this.beside = new double[most];
    }

    /** The vector to multiply next; 0 when there is none. */
    void last(Block out) {
      if (ended) {
        backend.clear(out);
      } else {
        backend.copy(basis.columns(size, size + 1), out);
      }
    }

    /** Takes the product with the last vector, which is overwritten. */
    void extend(Block product) {
      if (ended) {
        return;
      }
      Block known = basis.columns(0, size + 1);
      diagonal[size] = orthogonalise(known, product) + orthogonalise(known, product);
      double norm = norm(product);
      size++;
      double largest = 0;
      for (int i = 0; i < size; i++) {
        largest = Math.max(largest, Math.max(Math.abs(diagonal[i]), beside[i]));
      }
      ended = size == diagonal.length || norm <= INVARIANT * largest || norm == 0;
      if (!ended) {
        beside[size - 1] = norm;
        backend.scale(product, new float[] {(float) (1 / norm)}, basis.columns(size, size + 1));
      }
    }

    /** Subtracts what lies in the span; the coefficient of its last vector. */
    private double orthogonalise(Block known, Block vector) {
      double[] products = new double[known.columns()];
      backend.dot(known, vector, products);
      float[] negated = new float[products.length];
      for (int i = 0; i < negated.length; i++) {
        negated[i] = (float) -products[i];
      }
      backend.addScaled(known, negated, vector);
      return products[products.length - 1];
    }

    double solve(Block vector) {
      DMatrixRMaj tridiagonal = new DMatrixRMaj(size, size);
      for (int i = 0; i < size; i++) {
        tridiagonal.set(i, i, diagonal[i]);
        if (i + 1 < size) {
          tridiagonal.set(i, i + 1, beside[i]);
          tridiagonal.set(i + 1, i, beside[i]);
        }
      }
      EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, true, true);
      if (!eigen.decompose(tridiagonal)) {
        throw new ArithmeticException(
            "no eigenvalues of the tridiagonal matrix of " + Arrays.toString(diagonal));
      }
      int end = 0;
      for (int i = 1; i < size; i++) {
        if (value(eigen, i) > value(eigen, end)) {
          end = i;
        }
      }
      float[] coefficients = new float[size];
      for (int i = 0; i < size; i++) {
        coefficients[i] = (float) eigen.getEigenVector(end).get(i, 0);
      }
      backend.clear(vector);
      backend.addScaled(basis.columns(0, size), coefficients, vector);
      return value(eigen, end);
    }
  }

  private static double value(EigenDecomposition_F64<DMatrixRMaj> eigen, int i) {
    return Math.abs(eigen.getEigenvalue(i).getReal());
  }

  private double norm(Block column) {
    double[] square = new double[1];
    backend.dot(column, column, square);
    return Math.sqrt(square[0]);
  }
}
