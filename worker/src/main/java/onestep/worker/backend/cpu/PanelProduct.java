package onestep.worker.backend.cpu;

import java.util.Arrays;

/**
 * Matrix products from 16-row panels: blocked for the caches, with each output one chain of fused
 * multiply-adds whatever the blocking.
 *
 * <p>Columns of the block are taken 8 at a time, packed so that the 8 numbers a step needs lie
 * together. What is left of fewer than 4 columns goes one by one; tiles that stick out of the
 * result are computed in scratch memory.
 */
final class PanelProduct {

  private static final int LANES = Kernels.LANES;
  private static final int TILE = Kernels.TILE;

  /** Steps per pass: a panel's 16 KB and a tile's 8 KB stay in the first-level cache. */
  private static final int STEPS = 256;

  /** Columns packed at a time: 128 KB. */
  private static final int PACKED_COLUMNS = 128;

  /** Fewest columns that are worth a tile. */
  private static final int SMALLEST_TILE = 4;

  private final Kernels kernels;
  private final float[] packed = new float[STEPS * PACKED_COLUMNS];
  private final float[][] edge = new float[TILE][STEPS];
  private final float[][] target = new float[TILE][];

  PanelProduct(Kernels kernels) {
    this.kernels = kernels;
  }

  /** out[row .. row + rows of w] = w v for all columns. */
  void multiply(CpuWeights w, float[][] v, float[][] out) {
    for (float[] column : out) {
      Arrays.fill(column, w.firstRow(), w.firstRow() + w.rows(), 0f);
    }
    for (int from = 0; from < v.length; from += PACKED_COLUMNS) {
      int to = Math.min(v.length, from + PACKED_COLUMNS);
      for (int j = 0; j < w.columns(); j += STEPS) {
        multiply(w, j, Math.min(STEPS, w.columns() - j), v, from, to, out);
      }
    }
  }

  private void multiply(
      CpuWeights w, int j, int steps, float[][] v, int from, int to, float[][] out) {
    int tiled = tiledUntil(from, to);
    for (int c = from; c < tiled; c += TILE) {
      pack(v, c, Math.min(TILE, to - c), j, steps, (c - from) * STEPS);
    }
    for (int p = 0; p < w.panels(); p++) {
      int row = w.firstRow() + LANES * p;
      int rows = w.rowsOf(p);
      for (int c = from; c < tiled; c += TILE) {
        int columns = Math.min(TILE, to - c);
        float[][] tileOut = openTile(out, c, columns, row, rows, LANES);
        kernels.multiplyTile(
            w.values(),
            w.offset(p, j),
            packed,
            (c - from) * STEPS,
            steps,
            tileOut,
            tileOut == edge ? 0 : row);
        closeTile(tileOut, out, c, columns, row, rows);
      }
      for (int c = tiled; c < to; c++) {
        multiplyColumn(w, p, j, steps, v[c], out[c]);
      }
    }
  }

  private void multiplyColumn(CpuWeights w, int p, int j, int steps, float[] v, float[] out) {
    int row = w.firstRow() + LANES * p;
    int rows = w.rowsOf(p);
    if (rows == LANES) {
      kernels.multiplyColumn(w.values(), w.offset(p, j), v, j, steps, out, row);
      return;
    }
    System.arraycopy(out, row, edge[0], 0, rows);
    kernels.multiplyColumn(w.values(), w.offset(p, j), v, j, steps, edge[0], 0);
    System.arraycopy(edge[0], 0, out, row, rows);
  }

  /** out += wᵀ b[first row of w ..] for all columns. */
  void multiplyTransposed(CpuWeights w, float[][] b, float[][] out) {
    for (int from = 0; from < b.length; from += PACKED_COLUMNS) {
      int to = Math.min(b.length, from + PACKED_COLUMNS);
      for (int p = 0; p < w.panels(); p += STEPS / LANES) {
        int until = Math.min(w.panels(), p + STEPS / LANES);
        multiplyTransposed(w, p, until, b, from, to, out);
      }
    }
  }

  /** Panels [firstPanel, until), columns of the matrix in blocks that keep the results in cache. */
  private void multiplyTransposed(
      CpuWeights w, int firstPanel, int until, float[][] b, int from, int to, float[][] out) {
    int tiled = tiledUntil(from, to);
    int firstRow = LANES * firstPanel;
    int rows = Math.min(w.rows(), LANES * until) - firstRow;
    for (int c = from; c < tiled; c += TILE) {
      pack(b, c, Math.min(TILE, to - c), w.firstRow() + firstRow, rows, (c - from) * STEPS);
    }
    for (int j = 0; j < w.columns(); j += STEPS) {
      int steps = Math.min(STEPS, w.columns() - j);
      for (int p = firstPanel; p < until; p++) {
        int packedRow = LANES * (p - firstPanel);
        for (int c = from; c < tiled; c += TILE) {
          int columns = Math.min(TILE, to - c);
          float[][] tileOut = openTile(out, c, columns, j, steps, steps);
          kernels.multiplyTransposedTile(
              w.values(),
              w.offset(p, j),
              w.rowsOf(p),
              packed,
              (c - from) * STEPS + TILE * packedRow,
              steps,
              tileOut,
              tileOut == edge ? 0 : j);
          closeTile(tileOut, out, c, columns, j, steps);
        }
        for (int c = tiled; c < to; c++) {
          kernels.multiplyTransposedColumn(
              w.values(),
              w.offset(p, j),
              w.rowsOf(p),
              b[c],
              w.firstRow() + LANES * p,
              steps,
              out[c],
              j);
        }
      }
    }
  }

  /** End of the columns that go in tiles: all but a remainder too small for one. */
  private static int tiledUntil(int from, int to) {
    int remainder = (to - from) % TILE;
    return remainder < SMALLEST_TILE ? to - remainder : to;
  }

  /** Packs rows [row, row + rows) of up to 8 columns; missing columns become 0. */
  private void pack(float[][] v, int c, int columns, int row, int rows, int offset) {
    for (int k = 0; k < TILE; k++) {
      if (k < columns) {
        float[] column = v[c + k];
        for (int j = 0; j < rows; j++) {
          packed[offset + TILE * j + k] = column[row + j];
        }
      } else {
        for (int j = 0; j < rows; j++) {
          packed[offset + TILE * j + k] = 0f;
        }
      }
    }
  }

  /**
   * The columns a full tile is computed in: the result's own, or scratch where the tile sticks out.
   */
  private float[][] openTile(float[][] out, int c, int columns, int row, int rows, int fullRows) {
    if (columns == TILE && rows == fullRows) {
      System.arraycopy(out, c, target, 0, TILE);
      return target;
    }
    for (int k = 0; k < columns; k++) {
      System.arraycopy(out[c + k], row, edge[k], 0, rows);
    }
    return edge;
  }

  private void closeTile(float[][] tileOut, float[][] out, int c, int columns, int row, int rows) {
    if (tileOut == edge) {
      for (int k = 0; k < columns; k++) {
        System.arraycopy(edge[k], 0, out[c + k], row, rows);
      }
    }
  }
}
