package onestep.worker.backend.cpu;

import java.util.Arrays;
import java.util.List;
import onestep.worker.backend.Block;

/**
 * Columns as separate arrays, so that rows × columns may exceed 2³¹ and columns are pooled one by
 * one.
 */
final class CpuBlock implements Block {

  private final FloatPool pool;
  private final int rows;
  private float[][] columns;

  /** A block that owns new columns of the pool. */
  static CpuBlock allocate(FloatPool pool, int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a block must have at least 1 row and 1 column, got " + rows + "×" + columns);
    }
    float[][] arrays = new float[columns][];
    for (int j = 0; j < columns; j++) {
      arrays[j] = pool.take(rows);
    }
    return new CpuBlock(pool, rows, arrays);
  }

  /**
   * A view of the columns of several blocks.
   *
   * @throws IllegalArgumentException if their lengths differ, or there are none
   */
  static CpuBlock join(List<CpuBlock> blocks) {
    int rows = blocks.isEmpty() ? 0 : blocks.get(0).rows;
    if (rows == 0 || blocks.stream().anyMatch(block -> block.rows != rows)) {
      throw new IllegalArgumentException("blocks of one length are needed, got " + blocks);
    }
    float[][] arrays =
        blocks.stream().flatMap(block -> Arrays.stream(block.columns)).toArray(float[][]::new);
    return new CpuBlock(null, rows, arrays);
  }

  /** A null pool makes a view. */
  private CpuBlock(FloatPool pool, int rows, float[][] columns) {
    this.pool = pool;
    this.rows = rows;
    this.columns = columns;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns.length;
  }

  @Override
  public CpuBlock columns(int from, int to) {
    if (from < 0 || from >= to || to > columns.length) {
      throw new IllegalArgumentException(
          "columns [" + from + ", " + to + ") are not within a block of " + columns.length);
    }
    return new CpuBlock(null, rows, Arrays.copyOfRange(columns, from, to));
  }

  @Override
  public void close() {
    if (pool != null) {
      for (float[] column : columns) {
        pool.give(column);
      }
      columns = new float[0][];
    }
  }

  /** The columns' arrays, each of length {@link #rows}. */
  float[][] arrays() {
    return columns;
  }

  /** The array of column j. */
  float[] array(int j) {
    return columns[j];
  }

  @Override
  public String toString() {
    return rows + "×" + columns.length;
  }
}
