package onestep.worker.backend;

import onestep.worker.random.NormalStream;

/**
 * Where the entries of rows are that are kept in panels of 16, one after the other: entry (row 16 p
 * + r, column j) at p · stride + 16 j + r.
 *
 * <p>Entry (i, j) of the matrix has stream index ⌊i / 16⌋ · stride + 16 j + i mod 16, with stride
 * 16 times the number of columns, rounded up to a whole group of the stream. So rows are drawn in
 * the layout in which products read them. Rows beyond the last one are drawn and ignored.
 *
 * @param firstRow index of the first row within the matrix, a multiple of 16
 * @param rows number of rows
 * @param columns number of columns
 */
public record PanelLayout(int firstRow, int rows, int columns) {

  /** Rows of a panel. */
  public static final int ROWS = 16;

  /** Checks the numbers. */
  public PanelLayout {
    if (firstRow < 0 || firstRow % ROWS != 0) {
      throw new IllegalArgumentException(
          "the first row must be a non-negative multiple of " + ROWS + ", got " + firstRow);
    }
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "weights must have at least 1 row and 1 column, got " + rows + "×" + columns);
    }
  }

  /** Number of panels. */
  public int panels() {
    return (int) ((rows + ROWS - 1L) / ROWS);
  }

  /** From one panel to the next, in numbers. */
  public long stride() {
    long numbers = (long) ROWS * columns;
    return (numbers + NormalStream.GROUP - 1) / NormalStream.GROUP * NormalStream.GROUP;
  }

  /** All numbers, padding included. */
  public long numbers() {
    return panels() * stride();
  }

  /** Index of the first number in its stream. */
  public long firstNumber() {
    return firstRow / ROWS * stride();
  }

  @Override
  public String toString() {
    return "rows [" + firstRow + ", " + ((long) firstRow + rows) + ") of " + columns + " columns";
  }
}
