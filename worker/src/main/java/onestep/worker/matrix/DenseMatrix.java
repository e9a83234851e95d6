package onestep.worker.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.StreamId;

/**
 * A Gaussian matrix with every weight drawn, block of rows by block of rows. A matrix within its
 * byte budget is kept; a larger one is drawn again at each query. The bits of the answers depend on
 * neither the budget nor the block.
 */
public final class DenseMatrix implements GaussianMatrix {

  /** Rows of a block are a multiple of this, as {@link Backend#weights} asks. */
  private static final int ROW_ALIGNMENT = 16;

  private static final long BLOCK_BYTES = 4L << 20;

  private final Backend backend;
  private final StreamId stream;
  private final int rows;
  private final int columns;
  private final float deviation;
  private final int rowsPerBlock;
  private final boolean keep;
  private final List<WeightRows> kept = new ArrayList<>();

  /**
   * A matrix whose entries have variance gain / columns.
   *
   * @param byteBudget bytes of weights kept at most, or else none are
   */
  public DenseMatrix(
      Backend backend, StreamId stream, int rows, int columns, double gain, long byteBudget) {
    this.backend = backend;
    this.stream = stream;
    this.rows = rows;
    this.columns = columns;
    this.deviation = (float) Math.sqrt(gain / columns);
    long aligned = BLOCK_BYTES / Float.BYTES / columns / ROW_ALIGNMENT * ROW_ALIGNMENT;
    this.rowsPerBlock = (int) Math.max(ROW_ALIGNMENT, Math.min(aligned, 1 << 20));
    this.keep = bytes(rows, columns) <= byteBudget;
  }

  /** Bytes of all weights of a matrix, rows padded as they are stored. */
  static long bytes(int rows, int columns) {
    long padded = (rows + ROW_ALIGNMENT - 1L) / ROW_ALIGNMENT * ROW_ALIGNMENT;
    return padded * columns * Float.BYTES;
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
  public void multiply(Block v, Block out) {
    forEachBlock(weights -> backend.multiply(weights, v, out));
    applyDeviation(out);
  }

  @Override
  public void multiplyTransposed(Block b, Block out) {
    backend.clear(out);
    forEachBlock(weights -> backend.multiplyTransposed(weights, b, out));
    applyDeviation(out);
  }

  private void applyDeviation(Block out) {
    float[] factors = new float[out.columns()];
    Arrays.fill(factors, deviation);
    backend.scale(factors, out);
  }

  private void forEachBlock(Consumer<WeightRows> use) {
    if (keep) {
      while (kept.size() * (long) rowsPerBlock < rows) {
        kept.add(draw(kept.size() * rowsPerBlock));
      }
      kept.forEach(use);
      return;
    }
    for (long first = 0; first < rows; first += rowsPerBlock) {
      try (WeightRows weights = draw((int) first)) {
        use.accept(weights);
      }
    }
  }

  private WeightRows draw(int first) {
    return backend.weights(stream, first, Math.min(rowsPerBlock, rows - first), columns);
  }

  @Override
  public double roundingVariance() {
    return 1 + columns / 6.0;
  }

  @Override
  public void close() {
    kept.forEach(WeightRows::close);
    kept.clear();
  }
}
