package onestep.worker.backend.cuda;

import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.CellSpec;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.PanelLayout;
import onestep.worker.backend.Shapes;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;

/**
 * The array operations on an NVIDIA device, in a context and stream of its own.
 *
 * <p>Operations are queued and return at once, but for those that return numbers. Every kernel
 * keeps the CPU's order of operations, so results depend on neither device nor driver; the first
 * crossing sums its line in another order than the CPU, and is off from the CPU's by rounding in
 * double.
 *
 * <p>Besides an {@link OutOfMemoryError} where the device has no more memory, any operation may
 * throw a {@link DeviceException}. After that the backend is of no use and has to be closed.
 */
public final class CudaBackend implements Backend {

  /** The numerics profile of every instance. */
  public static final String NUMERICS = CellSpec.CUDA_NUMERICS;

  private static final int COLUMNS_TOGETHER = 4;
  private static final int SUMMED_TOGETHER = 16;
  private static final int TILE = 64;
  private static final int NARROW = 16;

  private final Counters counters;
  private final Context context;
  private final Kernels kernels;
  private final Staging staging;
  private final DeviceMemory memory;
  private final FirstCrossing crossing;

  /**
   * A backend on a device.
   *
   * @param pooledLimitBytes device memory that closed blocks are kept for, as far as those in use
   *     leave some of it
   * @throws DeviceException if the device gives no context
   * @throws OutOfMemoryError if it has no memory for one
   */
  public CudaBackend(CudaDevice device, long pooledLimitBytes) {
    this(device, pooledLimitBytes, new Counters());
  }

  /** The same with counters that it may share with others. */
  CudaBackend(CudaDevice device, long pooledLimitBytes, Counters counters) {
    this.counters = counters;
    context = Context.open(device);
    Kernels loaded = null;
    try {
      loaded = new Kernels(context, counters);
      staging = new Staging(device, context.stream(), counters);
    } catch (DeviceException | OutOfMemoryError e) {
      if (loaded != null) {
        loaded.close();
      }
      context.close();
      throw e;
    }
    kernels = loaded;
    memory = new DeviceMemory(device, pooledLimitBytes, counters);
    crossing = new FirstCrossing(kernels, memory, staging);
  }

  @Override
  public String numerics() {
    return NUMERICS;
  }

  /** Kernels launched so far. */
  public long launches() {
    return counters.launches.sum();
  }

  /** Bytes that crossed between host and device so far. */
  public long transferredBytes() {
    return counters.transferredBytes.sum();
  }

  /** Bytes of device memory in use or kept for later. */
  public long memoryBytes() {
    return memory.usedBytes() + memory.idleBytes();
  }

  @Override
  public Block allocate(int rows, int columns) {
    Backend.requireGoingOn();
    context.makeCurrent();
    return CudaBlock.allocate(memory, rows, columns);
  }

  @Override
  public Block join(List<Block> blocks) {
    return CudaBlock.join(blocks.stream().map(CudaBackend::own).toList());
  }

  @Override
  public void write(float[] values, Block out) {
    CudaBlock target = own(out);
    if (values.length != (long) target.rows() * target.columns()) {
      throw new IllegalArgumentException(
          "write: " + values.length + " values do not fill a block of " + target);
    }
    context.makeCurrent();
    for (CudaBlock.Piece piece : target.pieces()) {
      int count = target.rows() * piece.columns();
      staging.upload(values, target.rows() * piece.first(), count, piece.address());
    }
  }

  @Override
  public float[] read(Block block) {
    CudaBlock source = own(block);
    float[] values = new float[Math.multiplyExact(source.rows(), source.columns())];
    context.makeCurrent();
    for (CudaBlock.Piece piece : source.pieces()) {
      int count = source.rows() * piece.columns();
      staging.download(piece.address(), values, source.rows() * piece.first(), count);
    }
    return values;
  }

  @Override
  public void clear(Block out) {
    CudaBlock target = own(out);
    context.makeCurrent();
    for (CudaBlock.Piece piece : target.pieces()) {
      context.clear(piece.address(), (long) target.rows() * piece.columns());
    }
  }

  @Override
  public void copy(Block in, Block out) {
    CudaBlock source = own(in);
    CudaBlock target = own(out);
    Shapes.requireSame("copy", source, target);
    context.makeCurrent();
    for (CudaBlock.Pair pair : source.zip(target)) {
      context.copy(pair.left(), pair.right(), (long) source.rows() * pair.columns());
    }
  }

  @Override
  public void normals(StreamId stream, long first, Block out) {
    CudaBlock target = vector("normals", out);
    if (first < 0 || first % NormalStream.GROUP != 0) {
      throw new IllegalArgumentException(
          "the first index of normals must be a non-negative multiple of "
              + NormalStream.GROUP
              + ", got "
              + first);
    }
    draw(stream, first, target.rows(), target.column());
  }

  /** Four numbers of a counter for each thread. */
  private void draw(StreamId stream, long first, long count, DeviceAddress out) {
    launch("normals", Kernels.Grid.of((count + 3) / 4), stream, first / 4, count, out);
  }

  @Override
  public void signs(StreamId stream, Block out) {
    CudaBlock target = vector("signs", out);
    long count = target.rows();
    launch("signs", Kernels.Grid.of((count + 3) / 4), stream, count, target.column());
  }

  @Override
  public void dot(Block a, Block b, double[] out) {
    CudaBlock left = own(a);
    CudaBlock right = own(b);
    Shapes.requireRows("dot", left, right);
    Shapes.requireLength("dot", "out", out.length, (long) left.columns() * right.columns());
    int stride = right.columns();
    sums(
        out,
        left.rows(),
        sums -> {
          for (CudaBlock.Piece i : left.pieces()) {
            for (CudaBlock.Piece j : right.pieces()) {
              launch(
                  "dotBlocks",
                  summing(left.rows(), i.columns(), j.columns()),
                  (long) left.rows(),
                  i.columns(),
                  j.columns(),
                  i.address(),
                  j.address(),
                  stride,
                  (long) out.length,
                  sums.plus((long) Double.BYTES * (i.first() * stride + j.first())));
            }
          }
        });
  }

  @Override
  public void dotActivated(Activation activation, Block a, Block h, double[] out) {
    CudaBlock left = vector("dotActivated", a);
    CudaBlock right = own(h);
    Shapes.requireRows("dotActivated", left, right);
    Shapes.requireLength("dotActivated", "out", out.length, right.columns());
    sums(
        out,
        left.rows(),
        sums -> {
          for (CudaBlock.Piece j : right.pieces()) {
            launch(
                "dotActivatedBlocks",
                summing(left.rows(), 1, j.columns()),
                code(activation),
                below(activation),
                (long) left.rows(),
                1,
                j.columns(),
                left.column(),
                j.address(),
                out.length,
                (long) out.length,
                sums.plus((long) Double.BYTES * j.first()));
          }
        });
  }

  private interface BlockSums {
    /** Puts the sum of reduction block r for result i at sums[r * results + i]. */
    void launch(DeviceAddress sums);
  }

  /** Sums within reduction blocks, and then over them. */
  private void sums(double[] out, int length, BlockSums within) {
    context.makeCurrent();
    long results = out.length;
    long blocks = (length + REDUCTION_BLOCK - 1L) / REDUCTION_BLOCK;
    try (DeviceBuffer sums = memory.take(Double.BYTES * blocks * results)) {
      within.launch(sums.address());
      if (blocks == 1) {
        staging.download(sums.address(), out);
        return;
      }
      try (DeviceBuffer totals = memory.take(Double.BYTES * results)) {
        Kernels.Grid grid = Kernels.Grid.of(results);
        launch("sumInOrder", grid, blocks, results, sums.address(), totals.address());
        staging.download(totals.address(), out);
      }
    }
  }

  private static Kernels.Grid summing(long length, int p, int m) {
    long blocks = (length + REDUCTION_BLOCK - 1) / REDUCTION_BLOCK;
    return new Kernels.Grid((blocks + SUMMED_TOGETHER - 1) / SUMMED_TOGETHER, p, columnGroups(m));
  }

  private static int columnGroups(int columns) {
    return (columns + COLUMNS_TOGETHER - 1) / COLUMNS_TOGETHER;
  }

  @Override
  public void addScaled(Block a, float[] c, Block b) {
    CudaBlock source = own(a);
    CudaBlock target = own(b);
    Shapes.requireRows("addScaled", source, target);
    int stride = target.columns();
    Shapes.requireLength("addScaled", "c", c.length, (long) source.columns() * stride);
    try (DeviceBuffer factors = upload(c)) {
      for (CudaBlock.Piece i : source.pieces()) { // in order: each goes on with the chains
        for (CudaBlock.Piece j : target.pieces()) {
          launch(
              "addScaled",
              Kernels.Grid.of(source.rows(), columnGroups(j.columns())),
              (long) source.rows(),
              i.columns(),
              j.columns(),
              i.address(),
              factors.address().plus((long) Float.BYTES * (i.first() * stride + j.first())),
              stride,
              j.address());
        }
      }
    }
  }

  @Override
  public void scale(float[] c, Block a) {
    CudaBlock target = own(a);
    Shapes.requireLength("scale", "c", c.length, target.columns());
    try (DeviceBuffer factors = upload(c)) {
      for (CudaBlock.Piece j : target.pieces()) {
        launch(
            "scaleColumns",
            Kernels.Grid.of(target.rows(), j.columns()),
            (long) target.rows(),
            j.columns(),
            factors.address().plus((long) Float.BYTES * j.first()),
            j.address());
      }
    }
  }

  @Override
  public void scale(Block a, float[] c, Block out) {
    CudaBlock source = vector("scale", a);
    CudaBlock target = own(out);
    Shapes.requireRows("scale", source, target);
    Shapes.requireLength("scale", "c", c.length, target.columns());
    try (DeviceBuffer factors = upload(c)) {
      for (CudaBlock.Piece j : target.pieces()) {
        launch(
            "multiples",
            Kernels.Grid.of(target.rows(), j.columns()),
            (long) target.rows(),
            j.columns(),
            source.column(),
            factors.address().plus((long) Float.BYTES * j.first()),
            j.address());
      }
    }
  }

  @Override
  public void line(Block h, Block u, float[] c, Block out) {
    CudaBlock start = vector("line", h);
    CudaBlock direction = vector("line", u);
    CudaBlock target = own(out);
    Shapes.requireRows("line", start, direction);
    Shapes.requireRows("line", start, target);
    Shapes.requireLength("line", "c", c.length, target.columns());
    try (DeviceBuffer steps = upload(c)) {
      for (CudaBlock.Piece j : target.pieces()) {
        launch(
            "line",
            Kernels.Grid.of(target.rows(), j.columns()),
            (long) target.rows(),
            j.columns(),
            start.column(),
            direction.column(),
            steps.address().plus((long) Float.BYTES * j.first()),
            j.address());
      }
    }
  }

  private DeviceBuffer upload(float[] values) {
    context.makeCurrent();
    DeviceBuffer buffer = memory.take((long) Float.BYTES * values.length);
    staging.upload(values, 0, values.length, buffer.address());
    return buffer;
  }

  @Override
  public void multiplyElementwise(Block a, Block b) {
    CudaBlock source = own(a);
    CudaBlock target = own(b);
    Shapes.requireSame("multiplyElementwise", source, target);
    for (CudaBlock.Pair pair : source.zip(target)) {
      long count = (long) source.rows() * pair.columns();
      Kernels.Grid grid = Kernels.Grid.of(count);
      launch("multiplyElementwise", grid, count, pair.left(), pair.right());
    }
  }

  @Override
  public void activate(Activation activation, Block h, Block out) {
    elementwise("activate", activation, h, out);
  }

  @Override
  public void multiplyByDerivative(Activation activation, Block h, Block b) {
    elementwise("multiplyByDerivative", activation, h, b);
  }

  @Override
  public void multiplyBySecondDerivative(Activation activation, Block h, Block b) {
    activation.requireSmooth();
    CudaBlock source = own(h);
    CudaBlock target = own(b);
    Shapes.requireSame("multiplyBySecondDerivative", source, target);
    for (CudaBlock.Pair pair : source.zip(target)) {
      long count = (long) source.rows() * pair.columns();
      launch(
          "multiplyBySecondDerivative",
          Kernels.Grid.of(count),
          code(activation),
          count,
          pair.left(),
          pair.right());
    }
  }

  private void elementwise(String operation, Activation activation, Block h, Block out) {
    CudaBlock source = own(h);
    CudaBlock target = own(out);
    Shapes.requireSame(operation, source, target);
    for (CudaBlock.Pair pair : source.zip(target)) {
      long count = (long) source.rows() * pair.columns();
      launch(
          operation,
          Kernels.Grid.of(count),
          code(activation),
          below(activation),
          count,
          pair.left(),
          pair.right());
    }
  }

  /** The kernels' name for an activation. */
  private static int code(Activation activation) {
    return switch (activation) {
      case RELU -> 0;
      case LEAKY_RELU -> 1;
      case TANH -> 2;
      case ERF -> 3;
      case SIGMOID -> 4;
      case SOFTPLUS -> 5;
      case GELU -> 6;
      case SWISH -> 7;
      case SINE -> 8;
    };
  }

  private static float below(Activation activation) {
    return activation.isPiecewiseLinear() ? (float) activation.slopeBelow() : 0;
  }

  @Override
  public double firstCrossing(Activation activation, Block a, Block h, Block u, double limit) {
    if (!activation.isPiecewiseLinear()) {
      throw new IllegalArgumentException(
          "firstCrossing needs a piecewise linear activation, got " + activation.label());
    }
    CudaBlock weights = vector("firstCrossing", a);
    CudaBlock start = vector("firstCrossing", h);
    CudaBlock direction = vector("firstCrossing", u);
    Shapes.requireRows("firstCrossing", weights, start);
    Shapes.requireRows("firstCrossing", weights, direction);
    context.makeCurrent();
    return crossing.find(activation.slopeBelow(), weights, start, direction, limit);
  }

  @Override
  public WeightRows weights(StreamId stream, int firstRow, int rows, int columns) {
    Backend.requireGoingOn();
    context.makeCurrent();
    PanelLayout layout = new PanelLayout(firstRow, rows, columns);
    CudaWeights weights = new CudaWeights(memory, layout);
    draw(stream, layout.firstNumber(), layout.numbers(), weights.address());
    return weights;
  }

  @Override
  public void multiply(WeightRows weights, Block v, Block out) {
    CudaWeights w = own(weights);
    CudaBlock right = own(v);
    CudaBlock target = own(out);
    Shapes.requireProduct("multiply", w, right, target, right.rows(), target.rows());
    product("multiply", w, w.rows(), right, target);
  }

  @Override
  public void multiplyTransposed(WeightRows weights, Block b, Block out) {
    CudaWeights w = own(weights);
    CudaBlock right = own(b);
    CudaBlock target = own(out);
    Shapes.requireProduct("multiplyTransposed", w, right, target, target.rows(), right.rows());
    product("multiplyTransposed", w, w.columns(), right, target);
  }

  private void product(String kernel, CudaWeights w, int outputs, CudaBlock in, CudaBlock out) {
    for (CudaBlock.Pair pair : in.zip(out)) {
      boolean narrow = pair.columns() <= NARROW;
      int width = narrow ? NARROW : TILE;
      launch(
          kernel + (narrow ? "Narrow" : "Wide"),
          new Kernels.Grid((outputs + TILE - 1L) / TILE, (pair.columns() + width - 1L) / width, 1),
          w.rows(),
          w.columns(),
          w.layout().stride(),
          w.address(),
          (long) w.firstRow(),
          (long) in.rows(),
          pair.left(),
          (long) out.rows(),
          pair.right(),
          pair.columns());
    }
  }

  private void launch(String kernel, Kernels.Grid grid, Object... arguments) {
    context.makeCurrent();
    kernels.launch(kernel, grid, arguments);
  }

  /** Frees the device's memory, then the context, which goes even where the device is lost. */
  @Override
  public void close() {
    try {
      context.makeCurrent();
      memory.clear();
      staging.close();
      kernels.close();
    } finally {
      memory.abandon();
      context.close();
    }
  }

  private static CudaBlock own(Block block) {
    if (block instanceof CudaBlock own) {
      return own;
    }
    throw new IllegalArgumentException(
        "a CUDA block is needed, got a " + block.getClass().getSimpleName());
  }

  private static CudaWeights own(WeightRows weights) {
    if (weights instanceof CudaWeights own) {
      return own;
    }
    throw new IllegalArgumentException(
        "CUDA weights are needed, got " + weights.getClass().getSimpleName());
  }

  private static CudaBlock vector(String operation, Block block) {
    Shapes.requireVector(operation, block);
    return own(block);
  }
}
