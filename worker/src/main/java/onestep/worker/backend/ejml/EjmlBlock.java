package onestep.worker.backend.ejml;

import java.util.List;
import java.util.stream.IntStream;
import onestep.worker.backend.Block;
import org.ejml.data.FMatrixRMaj;

/** Columns [from, to) of a matrix. */
final class EjmlBlock implements Block {

  private final List<Column> columns;

  /** Where a column is. */
  private record Column(FMatrixRMaj matrix, int index) {}

  private EjmlBlock(List<Column> columns) {
    this.columns = columns;
  }

  /** All columns of a matrix. */
  static EjmlBlock of(FMatrixRMaj matrix) {
    return new EjmlBlock(
        IntStream.range(0, matrix.getNumCols()).mapToObj(j -> new Column(matrix, j)).toList());
  }

  /** A view of the columns of several blocks. */
  static EjmlBlock join(List<EjmlBlock> blocks) {
    return new EjmlBlock(blocks.stream().flatMap(block -> block.columns.stream()).toList());
  }

  @Override
  public int rows() {
    return columns.get(0).matrix().getNumRows();
  }

  @Override
  public int columns() {
    return columns.size();
  }

  @Override
  public EjmlBlock columns(int first, int end) {
    if (first < 0 || first >= end || end > columns()) {
      throw new IllegalArgumentException(
          "columns [" + first + ", " + end + ") are not within a block of " + columns());
    }
    return new EjmlBlock(columns.subList(first, end));
  }

  float get(int row, int column) {
    Column at = columns.get(column);
    return at.matrix().get(row, at.index());
  }

  void set(int row, int column, double value) {
    Column at = columns.get(column);
    at.matrix().set(row, at.index(), (float) value);
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
