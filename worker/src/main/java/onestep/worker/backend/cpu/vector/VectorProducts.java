package onestep.worker.backend.cpu.vector;

import static onestep.worker.backend.cpu.vector.Lanes.FLOATS;
import static onestep.worker.backend.cpu.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import onestep.worker.backend.cpu.Panels;

/**
 * Matrix products from 16-row panels: blocked for the caches and registers, each output one chain
 * of fused multiply-adds whatever the blocking.
 *
 * <p>Columns of the block are taken 8 at a time, packed so that the 8 numbers a step needs lie
 * together. What is left of fewer than 4 columns goes one by one; tiles that stick out of the
 * result are computed in scratch memory.
 */
final class VectorProducts {

  private static final int ROWS = Panels.ROWS;
  private static final int TILE = 8;

  /** Steps a pass: a panel's 16 KB and a tile's 8 KB stay in the first-level cache. */
  private static final int STEPS = 256;

  /** Columns packed at a time: 128 KB. */
  private static final int PACKED_COLUMNS = 128;

  /** Fewest columns that are worth a tile. */
  private static final int SMALLEST_TILE = 4;

  /** Offsets, within a panel, of one row's entries in consecutive columns. */
  private static final int[] ALONG_ROW = new int[LENGTH];

  static {
    Arrays.setAll(ALONG_ROW, i -> ROWS * i);
  }

  private final float[] packed = new float[STEPS * PACKED_COLUMNS];
  private final float[][] edge = new float[TILE][STEPS + ROWS];
  private final float[][] target = new float[TILE][];

  /** Rows of a panel's block: row r, step j at STEPS · r + j. */
  private final float[] rows = new float[ROWS * STEPS];

  /** See Kernels#multiply. */
  void multiply(Panels w, float[][] v, float[][] out) {
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

  private void multiply(Panels w, int j, int steps, float[][] v, int from, int to, float[][] out) {
    int tiled = tiledUntil(from, to);
    packTiles(v, from, tiled, j, steps);
    for (int p = 0; p < w.panels(); p++) {
      int row = w.firstRow() + ROWS * p;
      int height = w.rowsOf(p);
      for (int c = from; c < tiled; c += TILE) {
        int columns = Math.min(TILE, tiled - c);
        boolean inside = columns == TILE && height == ROWS;
        float[][] tile = open(inside, out, c, columns, row, height);
        for (int part = 0; part < ROWS; part += LENGTH) {
          tile(
              w.values(),
              w.offset(p, j) + part,
              (c - from) * STEPS,
              steps,
              tile,
              (inside ? row : 0) + part);
        }
        close(inside, out, c, columns, row, height);
      }
      for (int c = tiled; c < to; c++) {
        boolean inside = height == ROWS;
        float[] column = open(inside, out, c, 1, row, height)[0];
        for (int part = 0; part < ROWS; part += LENGTH) {
          column(
              w.values(), w.offset(p, j) + part, v[c], j, steps, column, (inside ? row : 0) + part);
        }
        close(inside, out, c, 1, row, height);
      }
    }
  }

  /** One vector of rows and 8 columns. */
  private void tile(float[] w, int offset, int packedOffset, int steps, float[][] out, int row) {
    float[] v = packed;
    FloatVector s0 = FloatVector.fromArray(FLOATS, out[0], row);
    FloatVector s1 = FloatVector.fromArray(FLOATS, out[1], row);
    FloatVector s2 = FloatVector.fromArray(FLOATS, out[2], row);
    FloatVector s3 = FloatVector.fromArray(FLOATS, out[3], row);
    FloatVector s4 = FloatVector.fromArray(FLOATS, out[4], row);
    FloatVector s5 = FloatVector.fromArray(FLOATS, out[5], row);
    FloatVector s6 = FloatVector.fromArray(FLOATS, out[6], row);
    FloatVector s7 = FloatVector.fromArray(FLOATS, out[7], row);
    for (int j = 0; j < steps; j++) {
      FloatVector x = FloatVector.fromArray(FLOATS, w, offset + ROWS * j);
      int k = packedOffset + TILE * j;
      s0 = x.fma(FloatVector.broadcast(FLOATS, v[k]), s0);
      s1 = x.fma(FloatVector.broadcast(FLOATS, v[k + 1]), s1);
      s2 = x.fma(FloatVector.broadcast(FLOATS, v[k + 2]), s2);
      s3 = x.fma(FloatVector.broadcast(FLOATS, v[k + 3]), s3);
      s4 = x.fma(FloatVector.broadcast(FLOATS, v[k + 4]), s4);
      s5 = x.fma(FloatVector.broadcast(FLOATS, v[k + 5]), s5);
      s6 = x.fma(FloatVector.broadcast(FLOATS, v[k + 6]), s6);
      s7 = x.fma(FloatVector.broadcast(FLOATS, v[k + 7]), s7);
    }
    s0.intoArray(out[0], row);
    s1.intoArray(out[1], row);
    s2.intoArray(out[2], row);
    s3.intoArray(out[3], row);
    s4.intoArray(out[4], row);
    s5.intoArray(out[5], row);
    s6.intoArray(out[6], row);
    s7.intoArray(out[7], row);
  }

  /** One vector of rows and one column. */
  private static void column(
      float[] w, int offset, float[] v, int from, int steps, float[] out, int row) {
    FloatVector sum = FloatVector.fromArray(FLOATS, out, row);
    for (int j = 0; j < steps; j++) {
      FloatVector x = FloatVector.fromArray(FLOATS, w, offset + ROWS * j);
      sum = x.fma(FloatVector.broadcast(FLOATS, v[from + j]), sum);
    }
    sum.intoArray(out, row);
  }

  /** See Kernels#multiplyTransposed. */
  void multiplyTransposed(Panels w, float[][] b, float[][] out) {
    for (int from = 0; from < b.length; from += PACKED_COLUMNS) {
      int to = Math.min(b.length, from + PACKED_COLUMNS);
      for (int p = 0; p < w.panels(); p += STEPS / ROWS) {
        multiplyTransposed(w, p, Math.min(w.panels(), p + STEPS / ROWS), b, from, to, out);
      }
    }
  }

  /** Panels [first, until), columns of the matrix in blocks that keep the results in cache. */
  private void multiplyTransposed(
      Panels w, int first, int until, float[][] b, int from, int to, float[][] out) {
    int tiled = tiledUntil(from, to);
    int firstRow = w.firstRow() + ROWS * first;
    int height = Math.min(w.rows(), ROWS * until) - ROWS * first;
    packTiles(b, from, tiled, firstRow, height);
    for (int j = 0; j < w.columns(); j += STEPS) {
      int steps = Math.min(STEPS, w.columns() - j);
      for (int p = first; p < until; p++) {
        int row = ROWS * (p - first);
        unpackRows(w.values(), w.offset(p, j), steps);
        for (int c = from; c < tiled; c += TILE) {
          int columns = Math.min(TILE, tiled - c);
          boolean inside = columns == TILE && steps % ROWS == 0;
          float[][] tile = open(inside, out, c, columns, j, steps);
          int packedOffset = (c - from) * STEPS + TILE * row;
          for (int k = 0; k < steps; k += LENGTH) {
            transposedTile(k, w.rowsOf(p), packedOffset, tile, (inside ? j : 0) + k);
          }
          close(inside, out, c, columns, j, steps);
        }
        for (int c = tiled; c < to; c++) {
          boolean inside = steps % ROWS == 0;
          float[] column = open(inside, out, c, 1, j, steps)[0];
          for (int k = 0; k < steps; k += LENGTH) {
            transposedColumn(k, w.rowsOf(p), b[c], firstRow + row, column, (inside ? j : 0) + k);
          }
          close(inside, out, c, 1, j, steps);
        }
      }
    }
  }

  /** One vector of outputs from step k, 8 columns. */
  private void transposedTile(int k, int height, int packedOffset, float[][] out, int at) {
    float[] b = packed;
    FloatVector s0 = FloatVector.fromArray(FLOATS, out[0], at);
    FloatVector s1 = FloatVector.fromArray(FLOATS, out[1], at);
    FloatVector s2 = FloatVector.fromArray(FLOATS, out[2], at);
    FloatVector s3 = FloatVector.fromArray(FLOATS, out[3], at);
    FloatVector s4 = FloatVector.fromArray(FLOATS, out[4], at);
    FloatVector s5 = FloatVector.fromArray(FLOATS, out[5], at);
    FloatVector s6 = FloatVector.fromArray(FLOATS, out[6], at);
    FloatVector s7 = FloatVector.fromArray(FLOATS, out[7], at);
    for (int r = 0; r < height; r++) {
      FloatVector x = FloatVector.fromArray(FLOATS, rows, STEPS * r + k);
      int i = packedOffset + TILE * r;
      s0 = x.fma(FloatVector.broadcast(FLOATS, b[i]), s0);
      s1 = x.fma(FloatVector.broadcast(FLOATS, b[i + 1]), s1);
      s2 = x.fma(FloatVector.broadcast(FLOATS, b[i + 2]), s2);
      s3 = x.fma(FloatVector.broadcast(FLOATS, b[i + 3]), s3);
      s4 = x.fma(FloatVector.broadcast(FLOATS, b[i + 4]), s4);
      s5 = x.fma(FloatVector.broadcast(FLOATS, b[i + 5]), s5);
      s6 = x.fma(FloatVector.broadcast(FLOATS, b[i + 6]), s6);
      s7 = x.fma(FloatVector.broadcast(FLOATS, b[i + 7]), s7);
    }
    s0.intoArray(out[0], at);
    s1.intoArray(out[1], at);
    s2.intoArray(out[2], at);
    s3.intoArray(out[3], at);
    s4.intoArray(out[4], at);
    s5.intoArray(out[5], at);
    s6.intoArray(out[6], at);
    s7.intoArray(out[7], at);
  }

  /** One vector of outputs from step k, one column. */
  private void transposedColumn(int k, int height, float[] b, int from, float[] out, int at) {
    FloatVector sum = FloatVector.fromArray(FLOATS, out, at);
    for (int r = 0; r < height; r++) {
      FloatVector x = FloatVector.fromArray(FLOATS, rows, STEPS * r + k);
      sum = x.fma(FloatVector.broadcast(FLOATS, b[from + r]), sum);
    }
    sum.intoArray(out, at);
  }

  /** Turns a panel's block from 16 rows a column into rows of consecutive columns. */
  private void unpackRows(float[] values, int offset, int steps) {
    int whole = steps - steps % LENGTH;
    for (int r = 0; r < ROWS; r++) {
      for (int j = 0; j < whole; j += LENGTH) {
        FloatVector.fromArray(FLOATS, values, offset + ROWS * j + r, ALONG_ROW, 0)
            .intoArray(rows, STEPS * r + j);
      }
      for (int j = whole; j < steps; j++) {
        rows[STEPS * r + j] = values[offset + ROWS * j + r];
      }
    }
  }

  /** End of the columns that go in tiles: all but a remainder too small for one. */
  private static int tiledUntil(int from, int to) {
    int remainder = (to - from) % TILE;
    return remainder < SMALLEST_TILE ? to - remainder : to;
  }

  /**
   * Packs rows [row, row + height) of columns [from, tiled); a last tile's missing columns keep old
   * numbers.
   */
  private void packTiles(float[][] v, int from, int tiled, int row, int height) {
    for (int c = from; c < tiled; c++) {
      int offset = (c - from) / TILE * TILE * STEPS + (c - from) % TILE;
      float[] column = v[c];
      for (int j = 0; j < height; j++) {
        packed[offset + TILE * j] = column[row + j];
      }
    }
  }

  /**
   * The arrays that a tile is computed in: the result's own, or scratch where the tile sticks out.
   */
  private float[][] open(boolean inside, float[][] out, int c, int columns, int at, int length) {
    if (inside) {
      System.arraycopy(out, c, target, 0, columns);
      return target;
    }
    for (int k = 0; k < columns; k++) {
      System.arraycopy(out[c + k], at, edge[k], 0, length);
    }
    return edge;
  }

  private void close(boolean inside, float[][] out, int c, int columns, int at, int length) {
    if (!inside) {
      for (int k = 0; k < columns; k++) {
        System.arraycopy(edge[k], 0, out[c + k], at, length);
      }
    }
  }
}
