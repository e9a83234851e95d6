package onestep.worker.backend.cpu.vector;

import static onestep.worker.backend.cpu.vector.Lanes.FLOATS;
import static onestep.worker.backend.cpu.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import onestep.worker.backend.PanelLayout;
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

  private static final int ROWS = PanelLayout.ROWS;
  private static final int TILE = 8;

  /** Steps a pass: a panel's 16 KB and a tile's 8 KB stay in the first-level cache. */
  private static final int STEPS = 256;

  /** Columns packed at a time: 128 KB. */
  private static final int PACKED_COLUMNS = 128;

  /** Fewest columns that are worth a tile. */
  private static final int SMALLEST_TILE = 4;

  private final float[] packed = new float[STEPS * PACKED_COLUMNS];
  private final float[][] edge = new float[TILE][2 * ROWS];
  private final float[][] target = new float[TILE][];

  /** Two blocks of transposed weights in the panels' layout: column r of 16, row j at 16 j + r. */
  private final float[] turned = new float[2 * ROWS * STEPS];

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
    for (int p = 0; p < w.panels(); ) {
      int row = w.firstRow() + ROWS * p;
      int pair = p + 1 < w.panels() ? w.rowsOf(p + 1) : 0;
      int height = w.rowsOf(p) + pair;
      panels(w.values(), w.offset(p, j), w.offset(p + 1, j), steps, from, tiled, out, row, height);
      for (int c = tiled; c < to; c++) {
        columns(
            w.values(), w.offset(p, j), w.offset(p + 1, j), v[c], j, steps, out, c, row, height);
      }
      p += 2;
    }
  }

  /**
   * Adds the products of one or two panels with the packed columns [from, tiled).
   *
   * @param first offset of the first panel in w; the second's is {@code second}
   * @param height rows of both
   */
  private void panels(
      float[] w,
      int first,
      int second,
      int steps,
      int from,
      int tiled,
      float[][] out,
      int row,
      int height) {
    for (int c = from; c < tiled; c += TILE) {
      int columns = Math.min(TILE, tiled - c);
      int packedOffset = (c - from) * STEPS;
      boolean inside = columns == TILE && height % ROWS == 0;
      float[][] tile = open(inside, out, c, columns, row, height);
      int at = inside ? row : 0;
      if (LENGTH == ROWS && height > ROWS) {
        pair(w, first, second, packedOffset, steps, tile, at);
      } else {
        tile(w, first, packedOffset, steps, tile, at);
        if (height > ROWS) {
          tile(w, second, packedOffset, steps, tile, at + ROWS);
        }
      }
      close(inside, out, c, columns, row, height);
    }
  }

  /** Adds the product of one or two panels with a single column. */
  private void columns(
      float[] w,
      int first,
      int second,
      float[] v,
      int from,
      int steps,
      float[][] out,
      int c,
      int row,
      int height) {
    boolean inside = height % ROWS == 0;
    float[] column = open(inside, out, c, 1, row, height)[0];
    int at = inside ? row : 0;
    for (int part = 0; part < ROWS; part += LENGTH) {
      column(w, first + part, v, from, steps, column, at + part);
    }
    for (int part = 0; part < ROWS && height > ROWS; part += LENGTH) {
      column(w, second + part, v, from, steps, column, at + ROWS + part);
    }
    close(inside, out, c, 1, row, height);
  }

  /**
   * Two vectors of rows and 8 columns: twice the work of {@link #vector} for each number read,
   * where the registers hold 16 sums.
   */
  private void pair(
      float[] w, int first, int second, int packedOffset, int steps, float[][] out, int row) {
    float[] v = packed;
    int next = row + ROWS;
    FloatVector s0 = FloatVector.fromArray(FLOATS, out[0], row);
    FloatVector s1 = FloatVector.fromArray(FLOATS, out[1], row);
    FloatVector s2 = FloatVector.fromArray(FLOATS, out[2], row);
    FloatVector s3 = FloatVector.fromArray(FLOATS, out[3], row);
    FloatVector s4 = FloatVector.fromArray(FLOATS, out[4], row);
    FloatVector s5 = FloatVector.fromArray(FLOATS, out[5], row);
    FloatVector s6 = FloatVector.fromArray(FLOATS, out[6], row);
    FloatVector s7 = FloatVector.fromArray(FLOATS, out[7], row);
    FloatVector t0 = FloatVector.fromArray(FLOATS, out[0], next);
    FloatVector t1 = FloatVector.fromArray(FLOATS, out[1], next);
    FloatVector t2 = FloatVector.fromArray(FLOATS, out[2], next);
    FloatVector t3 = FloatVector.fromArray(FLOATS, out[3], next);
    FloatVector t4 = FloatVector.fromArray(FLOATS, out[4], next);
    FloatVector t5 = FloatVector.fromArray(FLOATS, out[5], next);
    FloatVector t6 = FloatVector.fromArray(FLOATS, out[6], next);
    FloatVector t7 = FloatVector.fromArray(FLOATS, out[7], next);
    for (int j = 0; j < steps; j++) {
      FloatVector x = FloatVector.fromArray(FLOATS, w, first + ROWS * j);
      FloatVector y = FloatVector.fromArray(FLOATS, w, second + ROWS * j);
      int k = packedOffset + TILE * j;
      FloatVector b = FloatVector.broadcast(FLOATS, v[k]);
      s0 = x.fma(b, s0);
      t0 = y.fma(b, t0);
      b = FloatVector.broadcast(FLOATS, v[k + 1]);
      s1 = x.fma(b, s1);
      t1 = y.fma(b, t1);
      b = FloatVector.broadcast(FLOATS, v[k + 2]);
      s2 = x.fma(b, s2);
      t2 = y.fma(b, t2);
      b = FloatVector.broadcast(FLOATS, v[k + 3]);
      s3 = x.fma(b, s3);
      t3 = y.fma(b, t3);
      b = FloatVector.broadcast(FLOATS, v[k + 4]);
      s4 = x.fma(b, s4);
      t4 = y.fma(b, t4);
      b = FloatVector.broadcast(FLOATS, v[k + 5]);
      s5 = x.fma(b, s5);
      t5 = y.fma(b, t5);
      b = FloatVector.broadcast(FLOATS, v[k + 6]);
      s6 = x.fma(b, s6);
      t6 = y.fma(b, t6);
      b = FloatVector.broadcast(FLOATS, v[k + 7]);
      s7 = x.fma(b, s7);
      t7 = y.fma(b, t7);
    }
    s0.intoArray(out[0], row);
    s1.intoArray(out[1], row);
    s2.intoArray(out[2], row);
    s3.intoArray(out[3], row);
    s4.intoArray(out[4], row);
    s5.intoArray(out[5], row);
    s6.intoArray(out[6], row);
    s7.intoArray(out[7], row);
    t0.intoArray(out[0], next);
    t1.intoArray(out[1], next);
    t2.intoArray(out[2], next);
    t3.intoArray(out[3], next);
    t4.intoArray(out[4], next);
    t5.intoArray(out[5], next);
    t6.intoArray(out[6], next);
    t7.intoArray(out[7], next);
  }

  /**
   * Two vectors of rows and 4 columns, from column c of the tile: what fits the registers where
   * there are 16.
   */
  private void quad(
      float[] w, int first, int packedOffset, int steps, float[][] out, int c, int row) {
    float[] v = packed;
    int next = row + LENGTH;
    FloatVector s0 = FloatVector.fromArray(FLOATS, out[c], row);
    FloatVector s1 = FloatVector.fromArray(FLOATS, out[c + 1], row);
    FloatVector s2 = FloatVector.fromArray(FLOATS, out[c + 2], row);
    FloatVector s3 = FloatVector.fromArray(FLOATS, out[c + 3], row);
    FloatVector t0 = FloatVector.fromArray(FLOATS, out[c], next);
    FloatVector t1 = FloatVector.fromArray(FLOATS, out[c + 1], next);
    FloatVector t2 = FloatVector.fromArray(FLOATS, out[c + 2], next);
    FloatVector t3 = FloatVector.fromArray(FLOATS, out[c + 3], next);
    for (int j = 0; j < steps; j++) {
      FloatVector x = FloatVector.fromArray(FLOATS, w, first + ROWS * j);
      FloatVector y = FloatVector.fromArray(FLOATS, w, first + LENGTH + ROWS * j);
      int k = packedOffset + c + TILE * j;
      FloatVector b = FloatVector.broadcast(FLOATS, v[k]);
      s0 = x.fma(b, s0);
      t0 = y.fma(b, t0);
      b = FloatVector.broadcast(FLOATS, v[k + 1]);
      s1 = x.fma(b, s1);
      t1 = y.fma(b, t1);
      b = FloatVector.broadcast(FLOATS, v[k + 2]);
      s2 = x.fma(b, s2);
      t2 = y.fma(b, t2);
      b = FloatVector.broadcast(FLOATS, v[k + 3]);
      s3 = x.fma(b, s3);
      t3 = y.fma(b, t3);
    }
    s0.intoArray(out[c], row);
    s1.intoArray(out[c + 1], row);
    s2.intoArray(out[c + 2], row);
    s3.intoArray(out[c + 3], row);
    t0.intoArray(out[c], next);
    t1.intoArray(out[c + 1], next);
    t2.intoArray(out[c + 2], next);
    t3.intoArray(out[c + 3], next);
  }

  /** A panel and 8 columns. */
  private void tile(float[] w, int offset, int packedOffset, int steps, float[][] out, int row) {
    if (LENGTH == ROWS) {
      vector(w, offset, packedOffset, steps, out, row);
      return;
    }
    for (int part = 0; part < ROWS; part += 2 * LENGTH) {
      quad(w, offset + part, packedOffset, steps, out, 0, row + part);
      quad(w, offset + part, packedOffset, steps, out, TILE / 2, row + part);
    }
  }

  /** One vector of rows and 8 columns. */
  private void vector(float[] w, int offset, int packedOffset, int steps, float[][] out, int row) {
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

  /**
   * Panels [first, until): their transpose in two blocks of 16 columns at a time, each in the
   * layout of a panel, so that all rows of a block are one chain in the registers.
   */
  private void multiplyTransposed(
      Panels w, int first, int until, float[][] b, int from, int to, float[][] out) {
    int tiled = tiledUntil(from, to);
    int firstRow = w.firstRow() + ROWS * first;
    int steps = Math.min(w.rows(), ROWS * until) - ROWS * first;
    int second = ROWS * STEPS;
    packTiles(b, from, tiled, firstRow, steps);
    for (int j = 0; j < w.columns(); j += 2 * ROWS) {
      int height = Math.min(2 * ROWS, w.columns() - j);
      turn(w, first, until, j, Math.min(ROWS, height), 0);
      if (height > ROWS) {
        turn(w, first, until, j + ROWS, height - ROWS, second);
      }
      panels(turned, 0, second, steps, from, tiled, out, j, height);
      for (int c = tiled; c < to; c++) {
        columns(turned, 0, second, b[c], firstRow, steps, out, c, j, height);
      }
    }
  }

  /** Transposes columns [j, j + count) of panels into {@code turned}. */
  private void turn(Panels w, int first, int until, int j, int count, int offset) {
    float[] values = w.values();
    for (int p = first; p < until; p++) {
      int to = offset + ROWS * ROWS * (p - first);
      for (int k = 0; k < count; k++) {
        int at = w.offset(p, j + k);
        for (int r = 0; r < ROWS; r++) {
          turned[to + ROWS * r + k] = values[at + r];
        }
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
