package onestep.worker.backend.cuda;

import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;

/** Rows in panels of 16, in the CPU's layout, which is the order in which they are drawn. */
final class CudaWeights implements WeightRows {

  private static final int PANEL_ROWS = 16;

  private final int firstRow;
  private final int rows;
  private final int columns;
  private final DeviceBuffer values;

  private CudaWeights(int firstRow, int rows, int columns, DeviceBuffer values) {
    this.firstRow = firstRow;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /** Memory for rows that are still to be drawn. */
  static CudaWeights allocate(DeviceMemory memory, int firstRow, int rows, int columns) {
    if (firstRow < 0 || firstRow % PANEL_ROWS != 0) {
      throw new IllegalArgumentException(
          "the first row must be a non-negative multiple of " + PANEL_ROWS + ", got " + firstRow);
    }
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "weights must have at least 1 row and 1 column, got " + rows + "×" + columns);
    }
    long bytes = Float.BYTES * panels(rows) * panelNumbers(columns);
    return new CudaWeights(firstRow, rows, columns, memory.take(bytes));
  }

  private static long panels(int rows) {
    return (rows + PANEL_ROWS - 1L) / PANEL_ROWS;
  }

  /** Numbers of a panel: a whole number of groups of the stream. */
  private static long panelNumbers(int columns) {
    long numbers = (long) PANEL_ROWS * columns;
    return (numbers + NormalStream.GROUP - 1) / NormalStream.GROUP * NormalStream.GROUP;
  }

  /** From one panel to the next, in numbers. */
  long stride() {
    return panelNumbers(columns);
  }

  /** All numbers, padding included. */
  long numbers() {
    return panels(rows) * stride();
  }

  /** Index of the first number in its stream. */
  long firstNumber() {
    return firstRow / PANEL_ROWS * stride();
  }

  DeviceAddress address() {
    return values.address();
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

  @Override
  public void close() {
    values.close();
  }

  @Override
  public String toString() {
    return "rows [" + firstRow + ", " + ((long) firstRow + rows) + ") of " + columns + " columns";
  }
}
