package onestep.worker.backend.cpu;

import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;

/**
 * Rows in panels of 16, all in one array: entry (row 16 p + r, column j) at p · stride + 16 j + r.
 *
 * <p>Entry (i, j) of the matrix has stream index ⌊i / 16⌋ · stride + 16 j + i mod 16, with stride
 * 16 times the number of columns, rounded up to a whole group of the stream. So rows are drawn in
 * the layout in which products read them. Rows beyond the last one are drawn and ignored.
 */
public final class Panels implements WeightRows {

  /** Rows of a panel. */
  public static final int ROWS = 16;

  private final FloatPool pool;
  private final int firstRow;
  private final int rows;
  private final int columns;
  private final int stride;
  private float[] values;

  private Panels(FloatPool pool, int firstRow, int rows, int columns, int stride) {
    this.pool = pool;
    this.firstRow = firstRow;
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
    this.values = pool.take(stride * panels(rows));
  }

  static Panels draw(
      FloatPool pool, NormalStream normals, StreamId stream, int firstRow, int rows, int columns) {
    if (firstRow < 0 || firstRow % ROWS != 0) {
      throw new IllegalArgumentException(
          "the first row must be a non-negative multiple of " + ROWS + ", got " + firstRow);
    }
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "weights must have at least 1 row and 1 column, got " + rows + "×" + columns);
    }
    long stride = stride(columns);
    if (stride * panels(rows) > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          rows + "×" + columns + " weights exceed one array; draw fewer rows at a time");
    }
    Panels weights = new Panels(pool, firstRow, rows, columns, (int) stride);
    normals.fill(stream, firstRow / ROWS * stride, weights.values, 0, weights.values.length);
    return weights;
  }

  private static long stride(int columns) {
    long numbers = (long) ROWS * columns;
    return (numbers + NormalStream.GROUP - 1) / NormalStream.GROUP * NormalStream.GROUP;
  }

  private static int panels(int rows) {
    return (rows + ROWS - 1) / ROWS;
  }

  @Override
  public int firstRow() {
    return firstRow;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** Number of panels. */
  public int panels() {
    return panels(rows);
  }

  /** Rows of panel p that exist: 16 but for the last one. */
  public int rowsOf(int panel) {
    return Math.min(ROWS, rows - ROWS * panel);
  }

  /** Offset of entry (row 16 p, column j). */
  public int offset(int panel, int column) {
    return panel * stride + ROWS * column;
  }

  /** All panels. */
  public float[] values() {
    return values;
  }

  @Override
  public void close() {
    if (values != null) {
      pool.give(values);
      values = null;
    }
  }

  @Override
  public String toString() {
    return "rows [" + firstRow + ", " + ((long) firstRow + rows) + ") of " + columns + " columns";
  }
}
