package onestep.worker.backend.cuda;

import java.util.ArrayList;
import java.util.List;
import onestep.worker.backend.Block;

/**
 * Columns in device memory: a list of pieces, each of some columns one after the other. What is
 * allocated is one piece; joining makes more.
 */
final class CudaBlock implements Block {

  private final DeviceBuffer owned;
  private final int rows;
  private final List<Piece> pieces;

  /**
   * Contiguous columns.
   *
   * @param first where the first one is within its block
   */
  record Piece(DeviceAddress address, int first, int columns) {}

  /** Pieces of two blocks that hold the same columns of each. */
  record Pair(DeviceAddress left, DeviceAddress right, int first, int columns) {}

  private CudaBlock(DeviceBuffer owned, int rows, List<Piece> pieces) {
    this.owned = owned;
    this.rows = rows;
    this.pieces = pieces;
  }

  /** A block that owns new memory of the pool. */
  static CudaBlock allocate(DeviceMemory memory, int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a block must have at least 1 row and 1 column, got " + rows + "×" + columns);
    }
    DeviceBuffer buffer = memory.take((long) Float.BYTES * rows * columns);
    return new CudaBlock(buffer, rows, List.of(new Piece(buffer.address(), 0, columns)));
  }

  /**
   * A view of the columns of several blocks.
   *
   * @throws IllegalArgumentException if their lengths differ, or there are none
   */
  static CudaBlock join(List<CudaBlock> blocks) {
    int rows = blocks.isEmpty() ? 0 : blocks.get(0).rows;
    if (rows == 0 || blocks.stream().anyMatch(block -> block.rows != rows)) {
      throw new IllegalArgumentException("blocks of one length are needed, got " + blocks);
    }
    List<Piece> joined = new ArrayList<>();
    int first = 0;
    for (CudaBlock block : blocks) {
      for (Piece piece : block.pieces) {
        joined.add(new Piece(piece.address(), first, piece.columns()));
        first += piece.columns();
      }
    }
    return new CudaBlock(null, rows, List.copyOf(joined));
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    Piece last = pieces.get(pieces.size() - 1);
    return last.first() + last.columns();
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** Where the one column of a block of one column is. */
  DeviceAddress column() {
    return pieces.get(0).address();
  }

  /** Where column j is. */
  DeviceAddress column(int j) {
    for (Piece piece : pieces) {
      if (j >= piece.first() && j < piece.first() + piece.columns()) {
        return at(piece, j);
      }
    }
    throw new IllegalArgumentException("column " + j + " is not within a block of " + columns());
  }

  @Override
  public CudaBlock columns(int from, int to) {
    if (from < 0 || from >= to || to > columns()) {
      throw new IllegalArgumentException(
          "columns [" + from + ", " + to + ") are not within a block of " + columns());
    }
    List<Piece> within = new ArrayList<>();
    for (Piece piece : pieces) {
      int begin = Math.max(from, piece.first());
      int end = Math.min(to, piece.first() + piece.columns());
      if (begin < end) {
        within.add(new Piece(at(piece, begin), begin - from, end - begin));
      }
    }
    return new CudaBlock(null, rows, List.copyOf(within));
  }

  /** The columns of this block and of another one with as many, cut where either is. */
  List<Pair> zip(CudaBlock other) {
    List<Pair> pairs = new ArrayList<>();
    for (Piece left : pieces) {
      for (Piece right : other.pieces) {
        int begin = Math.max(left.first(), right.first());
        int end = Math.min(left.first() + left.columns(), right.first() + right.columns());
        if (begin < end) {
          pairs.add(new Pair(at(left, begin), other.at(right, begin), begin, end - begin));
        }
      }
    }
    return pairs;
  }

  private DeviceAddress at(Piece piece, int column) {
    return piece.address().plus((long) Float.BYTES * rows * (column - piece.first()));
  }

  @Override
  public void close() {
    if (owned != null) {
      owned.close();
    }
  }

  @Override
  public String toString() {
    return rows + "×" + columns();
  }
}
