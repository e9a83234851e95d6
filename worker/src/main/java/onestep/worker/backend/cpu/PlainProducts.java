package onestep.worker.backend.cpu;

import java.util.Arrays;
import onestep.worker.backend.PanelLayout;

/**
 * Matrix products in loops that the JIT vectorises: a block of the matrix is unpacked from its
 * panels into separate arrays, and each output array takes eight of them a pass, with the same
 * index in every array.
 */
final class PlainProducts {

  /** Rows and columns of a block: 64 KB unpacked. */
  private static final int BLOCK_ROWS = 256;

  private static final int BLOCK_COLUMNS = 64;
  private static final int UNROLL = 8;
  private static final int ROWS = PanelLayout.ROWS;

  private final float[][] columns = new float[BLOCK_COLUMNS][BLOCK_ROWS];
  private final float[][] rows = new float[ROWS][BLOCK_ROWS];
  private final float[] sums = new float[BLOCK_ROWS];

  /** See {@link Kernels#multiply}. */
  void multiply(Panels w, float[][] v, float[][] out) {
    for (float[] column : out) {
      Arrays.fill(column, w.firstRow(), w.firstRow() + w.rows(), 0f);
    }
    for (int row = 0; row < w.rows(); row += BLOCK_ROWS) {
      int height = Math.min(BLOCK_ROWS, w.rows() - row);
      for (int column = 0; column < w.columns(); column += BLOCK_COLUMNS) {
        int width = Math.min(BLOCK_COLUMNS, w.columns() - column);
        unpackColumns(w, row, height, column, width);
        for (int c = 0; c < v.length; c++) {
          System.arraycopy(out[c], w.firstRow() + row, sums, 0, height);
          addScaled(columns, width, v[c], column, height);
          System.arraycopy(sums, 0, out[c], w.firstRow() + row, height);
        }
      }
    }
  }

  /** See {@link Kernels#multiplyTransposed}. */
  void multiplyTransposed(Panels w, float[][] b, float[][] out) {
    for (int panel = 0; panel < w.panels(); panel++) {
      int height = w.rowsOf(panel);
      int firstRow = w.firstRow() + ROWS * panel;
      for (int column = 0; column < w.columns(); column += BLOCK_ROWS) {
        int width = Math.min(BLOCK_ROWS, w.columns() - column);
        unpackRows(w, panel, height, column, width);
        for (int c = 0; c < b.length; c++) {
          System.arraycopy(out[c], column, sums, 0, width);
          addScaled(rows, height, b[c], firstRow, width);
          System.arraycopy(sums, 0, out[c], column, width);
        }
      }
    }
  }

  private void unpackColumns(Panels w, int row, int height, int column, int width) {
    float[] values = w.values();
    for (int r = 0; r < height; r += ROWS) {
      int offset = w.offset((row + r) / ROWS, column);
      for (int j = 0; j < width; j++) {
        System.arraycopy(values, offset + ROWS * j, columns[j], r, ROWS);
      }
    }
  }

  private void unpackRows(Panels w, int panel, int height, int column, int width) {
    float[] values = w.values();
    int offset = w.offset(panel, column);
    for (int i = 0; i < height; i++) {
      float[] row = rows[i];
      for (int j = 0; j < width; j++) {
        row[j] = values[offset + ROWS * j + i];
      }
    }
  }

  /**
   * sums[i] continues its chain with a[k][i] · c[from + k] over k &lt; count, for i &lt; length.
   */
  private void addScaled(float[][] a, int count, float[] c, int from, int length) {
    int k = 0;
    for (; k + UNROLL <= count; k += UNROLL) {
      AddScaled.eight(a, k, c, from + k, sums, 0, length);
    }
    for (; k < count; k++) {
      AddScaled.one(a[k], c[from + k], sums, 0, length);
    }
  }
}
