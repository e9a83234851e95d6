package onestep.worker.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.CellSpec;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.KinkWalk;
import onestep.worker.backend.PanelLayout;
import onestep.worker.backend.Rays;
import onestep.worker.backend.Shapes;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;

/**
 * The array operations on an NVIDIA device, alone or in a {@link Session} with others.
 *
 * <p>Operations are queued and return at once, but for those that return numbers: these have all
 * that is queued done, together with what the others of the session wait for. Every kernel keeps
 * the CPU's order of operations, so results depend on neither device nor driver; first crossings
 * sum their line in another order than the CPU, and are off from the CPU's by rounding in double.
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
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Numbers of a LinePoint of the kernels: two addresses and a step. */
  private static final int POINT_NUMBERS = 3;

  /** Sums of reduction blocks that are handed over as they are: more are summed on the device. */
  private static final int MOST_SUMS = 4096;

  private final Counters counters;
  private final Commands commands;

  /**
   * A backend with a context of its own.
   *
   * @param pooledLimitBytes device memory of closed blocks that is kept for later ones
   * @throws DeviceException if the device gives no context
   * @throws OutOfMemoryError if it has no memory for one
   */
  public CudaBackend(CudaDevice device, long pooledLimitBytes) {
    this(device, pooledLimitBytes, new Counters());
  }

  private CudaBackend(CudaDevice device, long pooledLimitBytes, Counters counters) {
    this(Session.joined(device, counters), new IdleLimit(pooledLimitBytes), counters);
  }

  /** A backend of a session that it has joined. */
  CudaBackend(Session session, IdleLimit idle, Counters counters) {
    this.counters = counters;
    this.commands = new Commands(session, idle, counters);
  }

  @Override
  public String numerics() {
    return NUMERICS;
  }

  /** Bytes that crossed between host and device so far. */
  public long transferredBytes() {
    return counters.transferredBytes.sum();
  }

  /** Bytes of device memory in use or kept for later. */
  public long memoryBytes() {
    DeviceMemory memory = commands.memory();
    return memory.usedBytes() + memory.idleBytes();
  }

  @Override
  public Block allocate(int rows, int columns) {
    Backend.requireGoingOn();
    return CudaBlock.allocate(commands.memory(), rows, columns);
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
    for (CudaBlock.Piece piece : target.pieces()) {
      int first = target.rows() * piece.first();
      commands.write(
          Commands.bytes(values, first, target.rows() * piece.columns()), piece.address());
    }
  }

  @Override
  public float[] read(Block block) {
    CudaBlock source = own(block);
    float[] values = new float[Math.multiplyExact(source.rows(), source.columns())];
    FloatBuffer target = FloatBuffer.wrap(values);
    for (CudaBlock.Piece piece : source.pieces()) {
      long bytes = (long) Float.BYTES * source.rows() * piece.columns();
      commands.read(piece.address(), bytes, some -> target.put(some.asFloatBuffer()));
    }
    return values;
  }

  @Override
  public void clear(Block out) {
    CudaBlock target = own(out);
    Script.Launch launch = commands.launch("clearNumbers", target.pieces().size());
    for (CudaBlock.Piece piece : target.pieces()) {
      long count = (long) target.rows() * piece.columns();
      launch.item(Kernels.Grid.of(count), count, piece.address());
    }
  }

  @Override
  public void copy(Block in, Block out) {
    elementwise("copyNumbers", "copy", in, out);
  }

  @Override
  public void multiplyElementwise(Block a, Block b) {
    elementwise("multiplyElementwise", "multiplyElementwise", a, b);
  }

  @Override
  public void normals(StreamId stream, long first, Block out) {
    normals(stream, first, 1, out);
  }

  @Override
  public void normals(StreamId stream, long first, float factor, Block out) {
    CudaBlock target = vector("normals", out);
    if (first < 0 || first % NormalStream.GROUP != 0) {
      throw new IllegalArgumentException(
          "the first index of normals must be a non-negative multiple of "
              + NormalStream.GROUP
              + ", got "
              + first);
    }
    draw(stream, first, factor, target.rows(), target.column());
  }

  /** Four numbers of a counter for each thread. */
  private void draw(StreamId stream, long first, float factor, long count, DeviceAddress out) {
    commands
        .launch("normals", 1)
        .item(Kernels.Grid.of((count + 3) / 4), stream, first / 4, factor, count, out);
  }

  @Override
  public void signs(StreamId stream, Block out) {
    CudaBlock target = vector("signs", out);
    long count = target.rows();
    commands
        .launch("signs", 1)
        .item(Kernels.Grid.of((count + 3) / 4), stream, count, target.column());
  }

  @Override
  public void dot(Block a, Block b, double[] out) {
    CudaBlock left = own(a);
    CudaBlock right = own(b);
    Shapes.requireRows("dot", left, right);
    Shapes.requireLength("dot", "out", out.length, (long) left.columns() * right.columns());
    dotBlocks("dotBlocks", 0, 0, left, right, out);
  }

  @Override
  public void dotActivated(Activation activation, Block a, Block h, double[] out) {
    CudaBlock left = vector("dotActivated", a);
    CudaBlock right = own(h);
    Shapes.requireRows("dotActivated", left, right);
    Shapes.requireLength("dotActivated", "out", out.length, right.columns());
    dotBlocks("dotActivatedBlocks", code(activation), below(activation), left, right, out);
  }

  private void dotBlocks(
      String kernel, int activation, float below, CudaBlock left, CudaBlock right, double[] out) {
    int stride = right.columns();
    long length = left.rows();
    sums(
        out,
        length,
        left.pieces().size() * right.pieces().size(),
        NOTHING,
        (nothing, sums) -> {
          Script.Launch launch = commands.launch(kernel);
          for (CudaBlock.Piece i : left.pieces()) {
            for (CudaBlock.Piece j : right.pieces()) {
              launch.item(
                  summing(length, (long) i.columns() * columnGroups(j.columns())),
                  activation,
                  below,
                  length,
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
  public void squaredNorms(Block a, double[] out) {
    CudaBlock source = own(a);
    Shapes.requireLength("squaredNorms", "out", out.length, source.columns());
    long length = source.rows();
    sums(
        out,
        length,
        source.pieces().size(),
        NOTHING,
        (nothing, sums) -> {
          Script.Launch launch = commands.launch("squareBlocks");
          for (CudaBlock.Piece j : source.pieces()) {
            launch.item(
                summing(length, j.columns()),
                length,
                j.columns(),
                j.address(),
                (long) out.length,
                sums.plus((long) Double.BYTES * j.first()));
          }
        });
  }

  @Override
  public void dotActivatedOnLines(
      Activation activation, Block a, Block h, Block u, int[] lines, float[] steps, double[] out) {
    CudaBlock left = vector("dotActivatedOnLines", a);
    Shapes.requireRows("dotActivatedOnLines", left, h);
    Shapes.requireLength("dotActivatedOnLines", "out", out.length, lines.length);
    long length = left.rows();
    sums(
        out,
        length,
        1,
        Commands.bytes(points(h, u, lines, steps)),
        (points, sums) ->
            commands
                .launch("dotOnLinesBlocks")
                .item(
                    summing(length, out.length),
                    code(activation),
                    below(activation),
                    length,
                    out.length,
                    left.column(),
                    points,
                    sums));
  }

  /**
   * Sums within reduction blocks, and then over them.
   *
   * @param items that the sums within take
   * @param within leaves the sum of reduction block r for result i at results[r * count + i]
   */
  private void sums(
      double[] out, long length, int items, ByteBuffer numbers, Commands.Exchange within) {
    long results = out.length;
    long blocks = (length + REDUCTION_BLOCK - 1L) / REDUCTION_BLOCK;
    if (blocks * results <= MOST_SUMS) {
      double[] ofBlocks = new double[(int) (blocks * results)];
      commands.exchange(numbers, items, ofBlocks, within);
      sumInOrder(ofBlocks, out);
      return;
    }
    try (DeviceBuffer sums = commands.memory().take(Double.BYTES * blocks * results)) {
      commands.exchange(
          numbers,
          items + 1,
          out,
          (sent, totals) -> {
            within.queue(sent, sums.address());
            commands
                .launch("sumInOrder")
                .item(Kernels.Grid.of(results), blocks, results, sums.address(), totals);
          });
    }
  }

  /** The same sum as the kernel of this name. */
  private static void sumInOrder(double[] sums, double[] out) {
    Arrays.fill(out, 0);
    for (int i = 0; i < sums.length; i++) {
      out[i % out.length] += sums[i];
    }
  }

  /** Enough for so many sums of vectors of a length. */
  private static Kernels.Grid summing(long length, long sums) {
    long blocks = (length + REDUCTION_BLOCK - 1) / REDUCTION_BLOCK;
    return new Kernels.Grid((blocks + SUMMED_TOGETHER - 1) / SUMMED_TOGETHER, sums);
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
    try (Commands.Numbers factors =
        commands.send(Commands.bytes(c), source.pieces().size() * target.pieces().size())) {
      for (CudaBlock.Piece i : source.pieces()) { // in order: each goes on with the chains
        Script.Launch launch = commands.launch("addScaled");
        for (CudaBlock.Piece j : target.pieces()) {
          launch.item(
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
    try (Commands.Numbers factors = commands.send(Commands.bytes(c), target.pieces().size())) {
      Script.Launch launch = commands.launch("scaleColumns");
      for (CudaBlock.Piece j : target.pieces()) {
        launch.item(
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
    try (Commands.Numbers factors = commands.send(Commands.bytes(c), target.pieces().size())) {
      Script.Launch launch = commands.launch("multiples");
      for (CudaBlock.Piece j : target.pieces()) {
        launch.item(
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
    Shapes.requireVector("line", h);
    Shapes.requireVector("line", u);
    Shapes.requireLength("line", "c", c.length, out.columns());
    lines(h, u, new int[c.length], c, out);
  }

  @Override
  public void lines(Block h, Block u, int[] lines, float[] steps, Block out) {
    CudaBlock target = own(out);
    Shapes.requireRows("line", h, target);
    Shapes.requireLength("line", "lines", lines.length, target.columns());
    ByteBuffer numbers = Commands.bytes(points(h, u, lines, steps));
    try (Commands.Numbers points = commands.send(numbers, target.pieces().size())) {
      Script.Launch launch = commands.launch("line");
      for (CudaBlock.Piece j : target.pieces()) {
        launch.item(
            Kernels.Grid.of(target.rows(), j.columns()),
            (long) target.rows(),
            j.columns(),
            points.address().plus((long) POINT_NUMBERS * Long.BYTES * j.first()),
            j.address());
      }
    }
  }

  /** The kernels' LinePoints. */
  private static long[] points(Block h, Block u, int[] lines, float[] steps) {
    Shapes.requireRows("line", h, u);
    Shapes.requireLength("line", "steps", steps.length, lines.length);
    CudaBlock start = own(h);
    CudaBlock direction = own(u);
    long[] points = new long[POINT_NUMBERS * lines.length];
    for (int j = 0; j < lines.length; j++) {
      int at = POINT_NUMBERS * j;
      points[at] = start.column(lines[j]).value();
      points[at + 1] = direction.column(lines[j]).value();
      points[at + 2] = Integer.toUnsignedLong(Float.floatToRawIntBits(steps[j]));
    }
    return points;
  }

  @Override
  public void addColumns(float c, Block a, int[] columns, Block b) {
    addColumns("addColumns", 0, 0, c, a, columns, b);
  }

  @Override
  public void addActivatedColumns(Activation activation, float c, Block h, int[] columns, Block b) {
    addColumns("addActivatedColumns", code(activation), below(activation), c, h, columns, b);
  }

  private void addColumns(
      String kernel, int activation, float below, float c, Block a, int[] columns, Block b) {
    CudaBlock source = own(a);
    CudaBlock target = own(b);
    Shapes.requireRows(kernel, source, target);
    Shapes.requireLength(kernel, "columns", columns.length, target.columns());
    long[] addresses = IntStream.of(columns).mapToLong(j -> source.column(j).value()).toArray();
    try (Commands.Numbers from = commands.send(Commands.bytes(addresses), target.pieces().size())) {
      Script.Launch launch = commands.launch(kernel);
      for (CudaBlock.Piece j : target.pieces()) {
        launch.item(
            Kernels.Grid.of(target.rows(), j.columns()),
            activation,
            below,
            (long) target.rows(),
            j.columns(),
            c,
            from.address().plus((long) Long.BYTES * j.first()),
            j.address());
      }
    }
  }

  @Override
  public void activate(Activation activation, Block h, Block out) {
    elementwise("activate", "activate", h, out, code(activation), below(activation));
  }

  @Override
  public void multiplyByDerivative(Activation activation, Block h, Block b) {
    String kernel = "multiplyByDerivative";
    elementwise(kernel, kernel, h, b, code(activation), below(activation));
  }

  @Override
  public void multiplyBySecondDerivative(Activation activation, Block h, Block b) {
    activation.requireSmooth();
    String kernel = "multiplyBySecondDerivative";
    elementwise(kernel, kernel, h, b, code(activation), below(activation));
  }

  /**
   * Queues a kernel of two blocks of one shape.
   *
   * @param first fields of its struct before the count and the two addresses
   */
  private void elementwise(String kernel, String operation, Block a, Block b, Object... first) {
    CudaBlock source = own(a);
    CudaBlock target = own(b);
    Shapes.requireSame(operation, source, target);
    List<CudaBlock.Pair> pairs = source.zip(target);
    Script.Launch launch = commands.launch(kernel, pairs.size());
    for (CudaBlock.Pair pair : pairs) {
      long count = (long) source.rows() * pair.columns();
      List<Object> fields = new ArrayList<>(List.of(first));
      fields.addAll(List.of(count, pair.left(), pair.right()));
      launch.item(Kernels.Grid.of(count), fields.toArray());
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
    Shapes.requireVector("firstCrossing", h);
    Shapes.requireVector("firstCrossing", u);
    double[] crossing = new double[1];
    Rays one = new Rays(new int[1], new double[] {limit}, 0, new double[1]);
    firstCrossings(activation, a, h, u, one, crossing, new double[1]);
    return crossing[0];
  }

  @Override
  public void firstCrossings(
      Activation activation, Block a, Block h, Block u, Rays rays, double[] found, double[] sums) {
    if (!activation.isPiecewiseLinear()) {
      throw new IllegalArgumentException(
          "firstCrossing needs a piecewise linear activation, got " + activation.label());
    }
    CudaBlock weights = vector("firstCrossing", a);
    Shapes.requireRows("firstCrossing", weights, h);
    Shapes.requireRows("firstCrossing", weights, u);
    Shapes.requireLength("firstCrossings", "crossings", found.length, rays.count());
    Shapes.requireLength("firstCrossings", "sums", sums.length, rays.count());
    for (double limit : rays.limits()) {
      KinkWalk.requireLimit(limit);
    }
    FirstCrossings search =
        new FirstCrossings(
            code(activation), activation.slopeBelow(), weights, own(h), own(u), rays);
    double[] results = new double[found.length + sums.length];
    try (DeviceBuffer times = commands.memory().take(search.timeBytes());
        DeviceBuffer indices = commands.memory().take(search.indexBytes())) {
      commands.exchange(
          Commands.bytes(search.table()),
          1,
          results,
          (table, to) -> search.queue(commands, table, times.address(), indices.address(), to));
    }
    FirstCrossings.split(results, found, sums);
  }

  @Override
  public WeightRows weights(StreamId stream, int firstRow, int rows, int columns) {
    Backend.requireGoingOn();
    PanelLayout layout = new PanelLayout(firstRow, rows, columns);
    CudaWeights weights = new CudaWeights(commands.memory(), layout);
    draw(stream, layout.firstNumber(), 1, layout.numbers(), weights.address());
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
      commands
          .launch(kernel + (narrow ? "Narrow" : "Wide"), 1)
          .item(
              new Kernels.Grid((outputs + TILE - 1L) / TILE, (pair.columns() + width - 1L) / width),
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

  @Override
  public void close() {
    commands.close();
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
