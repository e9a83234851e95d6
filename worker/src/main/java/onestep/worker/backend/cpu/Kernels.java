package onestep.worker.backend.cpu;

import onestep.worker.random.StreamId;

/**
 * The inner loops that the JIT does not turn into vector code by itself. Implementations produce
 * the same bits: the order of operations below is part of the contract. Maps such as scaling need
 * no place here, since plain loops over them vectorise.
 *
 * <p>A panel holds 16 rows of a matrix: entry (row r, column j) at {@code offset + 16 j + r}. A
 * packed tile holds 8 columns of a block: entry (row j, column c) at {@code offset + 8 j + c}.
 * Callers check shapes; an implementation may hold scratch memory and serves one thread.
 */
public interface Kernels {

  /** Logical lanes of a reduction and rows of a panel. */
  int LANES = 16;

  /** Columns of a packed tile. */
  int TILE = 8;

  /** Name for logs, such as {@code plain} or {@code vector-256}. */
  String name();

  /** out[offset + i] = z(stream, first + i) for i &lt; count; see NormalStream. */
  void normals(StreamId stream, long first, float[] out, int offset, int count);

  /**
   * Σ a[aOffset + i] b[bOffset + i] over i &lt; length: element i is added to lane i mod 16 by a
   * fused multiply-add, then lanes 0 to 15 are summed in double.
   *
   * @param length at most {@link onestep.worker.backend.Backend#REDUCTION_BLOCK}
   */
  double dot(float[] a, int aOffset, float[] b, int bOffset, int length);

  /**
   * For 16 rows and 8 columns: out[c][row + r] continues its chain over j &lt; steps with panel(r,
   * j) · tile(j, c).
   */
  void multiplyTile(
      float[] panel,
      int panelOffset,
      float[] tile,
      int tileOffset,
      int steps,
      float[][] out,
      int row);

  /**
   * For 16 rows and one column: out[row + r] continues its chain over j &lt; steps with panel(r, j)
   * · v[vOffset + j].
   */
  void multiplyColumn(
      float[] panel, int panelOffset, float[] v, int vOffset, int steps, float[] out, int row);

  /**
   * For {@code steps} columns of the panel and 8 columns of the tile: out[c][column + j] continues
   * its chain over r &lt; rows with panel(r, j) · tile(r, c).
   *
   * @param rows rows of the panel that count, at most 16
   */
  void multiplyTransposedTile(
      float[] panel,
      int panelOffset,
      int rows,
      float[] tile,
      int tileOffset,
      int steps,
      float[][] out,
      int column);

  /**
   * For {@code steps} columns of the panel and one vector: out[column + j] continues its chain over
   * r &lt; rows with panel(r, j) · b[bOffset + r].
   *
   * @param rows rows of the panel that count, at most 16
   */
  void multiplyTransposedColumn(
      float[] panel,
      int panelOffset,
      int rows,
      float[] b,
      int bOffset,
      int steps,
      float[] out,
      int column);
}
