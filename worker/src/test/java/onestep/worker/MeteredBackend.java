package onestep.worker;

import java.util.List;
import onestep.contract.cell.Activation;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.StreamId;

/** Counts what is allocated of another backend, for tests of leaks and footprints. */
public class MeteredBackend implements Backend {

  private static final int ROW_ALIGNMENT = 16;

  private final Backend backend;
  private long bytes;
  private long peakBytes;
  private int open;

  /** Meters a backend, which this closes. */
  public MeteredBackend(Backend backend) {
    this.backend = backend;
  }

  /** Most bytes in use at any time so far. */
  public long peakBytes() {
    return peakBytes;
  }

  /** Blocks and weights that are not closed. */
  public int open() {
    return open;
  }

  private void opened(long size) {
    bytes += size;
    peakBytes = Math.max(peakBytes, bytes);
    open++;
  }

  private void closed(long size) {
    bytes -= size;
    open--;
  }

  private final class MeteredBlock implements Block {
    private final Block block;
    private final boolean view;

    MeteredBlock(Block block, boolean view) {
      this.block = block;
      this.view = view;
    }

    @Override
    public int rows() {
      return block.rows();
    }

    @Override
    public int columns() {
      return block.columns();
    }

    @Override
    public Block columns(int from, int to) {
      return new MeteredBlock(block.columns(from, to), true);
    }

    @Override
    public void close() {
      if (!view) {
        closed(4L * rows() * columns());
        block.close();
      }
    }
  }

  private final class MeteredWeights implements WeightRows {
    private final WeightRows weights;

    MeteredWeights(WeightRows weights) {
      this.weights = weights;
    }

    private long size() {
      long padded = (rows() + ROW_ALIGNMENT - 1L) / ROW_ALIGNMENT * ROW_ALIGNMENT;
      return 4 * padded * columns();
    }

    @Override
    public int firstRow() {
      return weights.firstRow();
    }

    @Override
    public int rows() {
      return weights.rows();
    }

    @Override
    public int columns() {
      return weights.columns();
    }

    @Override
    public void close() {
      closed(size());
      weights.close();
    }
  }

  private static Block bare(Block block) {
    return ((MeteredBlock) block).block;
  }

  private static WeightRows bare(WeightRows weights) {
    return ((MeteredWeights) weights).weights;
  }

  @Override
  public String numerics() {
    return backend.numerics();
  }

  @Override
  public Block allocate(int rows, int columns) {
    opened(4L * rows * columns);
    return new MeteredBlock(backend.allocate(rows, columns), false);
  }

  @Override
  public Block join(List<Block> blocks) {
    return new MeteredBlock(backend.join(blocks.stream().map(MeteredBackend::bare).toList()), true);
  }

  @Override
  public void write(float[] values, Block out) {
    backend.write(values, bare(out));
  }

  @Override
  public float[] read(Block block) {
    return backend.read(bare(block));
  }

  @Override
  public void copy(Block in, Block out) {
    backend.copy(bare(in), bare(out));
  }

  @Override
  public void normals(StreamId stream, long first, Block out) {
    backend.normals(stream, first, bare(out));
  }

  @Override
  public void signs(StreamId stream, Block out) {
    backend.signs(stream, bare(out));
  }

  @Override
  public void dot(Block a, Block b, double[] out) {
    backend.dot(bare(a), bare(b), out);
  }

  @Override
  public void addScaled(Block a, float[] c, Block b) {
    backend.addScaled(bare(a), c, bare(b));
  }

  @Override
  public void addScaledThenDot(Block a, float[] c, Block b, double[] out) {
    backend.addScaledThenDot(bare(a), c, bare(b), out);
  }

  @Override
  public void scale(float[] c, Block a) {
    backend.scale(c, bare(a));
  }

  @Override
  public void scale(Block a, float[] c, Block out) {
    backend.scale(bare(a), c, bare(out));
  }

  @Override
  public void activate(Activation activation, Block h, Block out) {
    backend.activate(activation, bare(h), bare(out));
  }

  @Override
  public void multiplyByDerivative(Activation activation, Block h, Block b) {
    backend.multiplyByDerivative(activation, bare(h), bare(b));
  }

  @Override
  public void multiplyBySecondDerivative(Activation activation, Block h, Block b) {
    backend.multiplyBySecondDerivative(activation, bare(h), bare(b));
  }

  @Override
  public void multiplyElementwise(Block a, Block b) {
    backend.multiplyElementwise(bare(a), bare(b));
  }

  @Override
  public void dotActivated(Activation activation, Block a, Block h, double[] out) {
    backend.dotActivated(activation, bare(a), bare(h), out);
  }

  @Override
  public void line(Block h, Block u, float[] c, Block out) {
    backend.line(bare(h), bare(u), c, bare(out));
  }

  @Override
  public double firstCrossing(Activation activation, Block a, Block h, Block u, double limit) {
    return backend.firstCrossing(activation, bare(a), bare(h), bare(u), limit);
  }

  @Override
  public WeightRows weights(StreamId stream, int firstRow, int rows, int columns) {
    MeteredWeights weights = new MeteredWeights(backend.weights(stream, firstRow, rows, columns));
    opened(weights.size());
    return weights;
  }

  @Override
  public void multiply(WeightRows weights, Block v, Block out) {
    backend.multiply(bare(weights), bare(v), bare(out));
  }

  @Override
  public void multiplyTransposed(WeightRows weights, Block b, Block out) {
    backend.multiplyTransposed(bare(weights), bare(b), bare(out));
  }

  @Override
  public void close() {
    backend.close();
  }
}
