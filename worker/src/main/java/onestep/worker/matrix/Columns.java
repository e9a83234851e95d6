package onestep.worker.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;

/**
 * A growing list of vectors of one length, held in pooled blocks of a fixed number of columns, so
 * that growing copies nothing.
 */
final class Columns implements AutoCloseable {

  private final Backend backend;
  private final int length;
  private final int perBlock;
  private final List<Block> blocks = new ArrayList<>();
  private int size;

  /** An empty list of vectors of {@code length} numbers, stored {@code perBlock} to a block. */
  Columns(Backend backend, int length, int perBlock) {
    this.backend = backend;
    this.length = length;
    this.perBlock = perBlock;
  }

  int length() {
    return length;
  }

  int size() {
    return size;
  }

  /** Adds a vector and returns it, with undefined contents. */
  Block append() {
    int column = size % perBlock;
    if (column == 0) {
      blocks.add(backend.allocate(length, perBlock));
    }
    size++;
    return blocks.get(blocks.size() - 1).columns(column, column + 1);
  }

  /** The vectors from {@code from} on, which is before the end, as one block. */
  Block vectors(int from) {
    List<Block> pieces = new ArrayList<>();
    for (int start = from; start < size; start += pieceAt(start)) {
      int column = start % perBlock;
      pieces.add(blocks.get(start / perBlock).columns(column, column + pieceAt(start)));
    }
    return pieces.size() == 1 ? pieces.get(0) : backend.join(pieces);
  }

  /** Inner products: entry i * m + j is ⟨vector from + i, v_j⟩, for v length×m. */
  double[] dot(int from, Block v) {
    double[] products = new double[(size - from) * v.columns()];
    if (from < size) {
      backend.dot(vectors(from), v, products);
    }
    return products;
  }

  /** b_j = b_j + Σ_i c[i * m + j] (vector from + i), for b length×m. */
  void addScaled(int from, float[] c, Block b) {
    if (from < size) {
      backend.addScaled(vectors(from), c, b);
    }
  }

  /** {@link #addScaled} and then {@link #dot}; there is a vector at {@code from}. */
  double[] addScaledThenDot(int from, float[] c, Block b) {
    double[] products = new double[(size - from) * b.columns()];
    backend.addScaledThenDot(vectors(from), c, b, products);
    return products;
  }

  /** out_j = Σ_i c[i * m + j] (vector i), for out length×m, overwritten. */
  void combine(float[] c, Block out) {
    if (size == 0) {
      backend.clear(out);
      return;
    }
    int m = out.columns();
    backend.scale(blocks.get(0).columns(0, 1), Arrays.copyOf(c, m), out);
    addScaled(1, Arrays.copyOfRange(c, m, c.length), out);
  }

  private int pieceAt(int start) {
    return Math.min(perBlock - start % perBlock, size - start);
  }

  @Override
  public void close() {
    blocks.forEach(Block::close);
    blocks.clear();
    size = 0;
  }
}
