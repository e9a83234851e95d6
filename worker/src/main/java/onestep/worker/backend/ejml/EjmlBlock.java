package onestep.worker.backend.ejml;

import onestep.worker.backend.Block;
import org.ejml.data.FMatrixRMaj;

/** Columns [from, to) of a matrix. */
final class EjmlBlock implements Block {

  private final FMatrixRMaj matrix;
  private final int from;
  private final int to;

  EjmlBlock(FMatrixRMaj matrix, int from, int to) {
    this.matrix = matrix;
    this.from = from;
    this.to = to;
  }

  @Override
  public int rows() {
    return matrix.getNumRows();
  }

  @Override
  public int columns() {
    return to - from;
  }

  @Override
  public EjmlBlock columns(int first, int end) {
    if (first < 0 || first >= end || end > columns()) {
      throw new IllegalArgumentException(
          "columns [" + first + ", " + end + ") are not within a block of " + columns());
    }
    return new EjmlBlock(matrix, from + first, from + end);
  }

  float get(int row, int column) {
    return matrix.get(row, from + column);
  }

  void set(int row, int column, double value) {
    matrix.set(row, from + column, (float) value);
  }

  @Override
  public void close() {
    // The garbage collector frees the matrix
  }

  @Override
  public String toString() {
    return rows() + "×" + columns();
  }
}
