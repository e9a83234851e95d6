package onestep.worker.backend.ejml;

import onestep.worker.backend.WeightRows;
import org.ejml.data.DMatrixRMaj;

/** Rows of a matrix, row by row. */
record EjmlWeights(int firstRow, DMatrixRMaj matrix) implements WeightRows {

  @Override
  public int rows() {
    return matrix.getNumRows();
  }

  @Override
  public int columns() {
    return matrix.getNumCols();
  }

  @Override
  public void close() {
    // The garbage collector frees the matrix
  }
}
