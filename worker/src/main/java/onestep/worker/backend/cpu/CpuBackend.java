package onestep.worker.backend.cpu;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import onestep.contract.cell.Activation;
import onestep.contract.cell.CellSpec;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.KinkWalk;
import onestep.worker.backend.PanelLayout;
import onestep.worker.backend.Shapes;
import onestep.worker.backend.WeightRows;
import onestep.worker.backend.cpu.activation.ActivationKernel;
import onestep.worker.random.NormalStream;
import onestep.worker.random.SignStream;
import onestep.worker.random.StreamId;

/**
 * The array operations on one core. Its results have the same bits on every CPU and JVM, with
 * either kernels.
 *
 * <p>Memory beyond its blocks and weights: the pool's idle arrays, about 0.5 MB of scratch, and in
 * {@link #firstCrossing} up to 24 bytes a neuron.
 */
public final class CpuBackend implements Backend {

  /** The numerics profile of every instance. */
  public static final String NUMERICS = CellSpec.CPU_NUMERICS;

  /**
   * The share of the heap that the pools of all processors together may keep arrays for. Networks
   * of a million neurons work on gigabytes, and collecting those took a third of their time.
   */
  private static final int POOLED_SHARE_OF_HEAP = 4;

  /** Rows and vectors that {@link #addScaled} adds to one column after the other: 32 KB. */
  private static final int SUM_ROWS = 512;

  private static final int SUM_VECTORS = 16;

  private final Kernels kernels;
  private final FloatPool pool;
  private final NormalStream normals = new NormalStream();

  private final Map<Activation, ActivationKernel> activations = new EnumMap<>(Activation.class);
  private final float[] activated = new float[REDUCTION_BLOCK];
  private final KinkWalk kinkWalk = new KinkWalk();

  /**
   * A backend with the fastest kernels this JVM can run, one of as many as there are processors.
   */
  public CpuBackend() {
    this(
        KernelLoader.fastest(),
        pooledLimit(Runtime.getRuntime().maxMemory(), Runtime.getRuntime().availableProcessors()));
  }

  /**
   * A backend with given kernels.
   *
   * @param pooledLimitBytes closed blocks are kept for the next ones while they and those in use
   *     together need no more
   */
  public CpuBackend(Kernels kernels, long pooledLimitBytes) {
    this.kernels = kernels;
    this.pool = new FloatPool(pooledLimitBytes);

    for (Activation activation : Activation.values()) {
      activations.put(activation, ActivationKernel.of(activation));
    }
  }

  /** Pooled bytes of each of several backends in a heap. */
  static long pooledLimit(long heapBytes, int backends) {
    return heapBytes / POOLED_SHARE_OF_HEAP / backends;
  }

  @Override
  public String numerics() {
    return NUMERICS;
  }

  /** Name of the kernels in use, for logs. */
  public String kernels() {
    return kernels.name();
  }

  @Override
  public Block allocate(int rows, int columns) {
    Backend.requireGoingOn();
    return CpuBlock.allocate(pool, rows, columns);
  }

  @Override
  public Block join(List<Block> blocks) {
    return CpuBlock.join(blocks.stream().map(CpuBackend::own).toList());
  }

  @Override
  public void write(float[] values, Block out) {
    CpuBlock target = own(out);
    if (values.length != (long) target.rows() * target.columns()) {
      throw new IllegalArgumentException(
          "write: " + values.length + " values do not fill a block of " + target);
    }
    for (int j = 0; j < target.columns(); j++) {
      System.arraycopy(values, j * target.rows(), target.array(j), 0, target.rows());
    }
  }

  @Override
  public float[] read(Block block) {
    CpuBlock source = own(block);
    float[] values = new float[Math.multiplyExact(source.rows(), source.columns())];
    for (int j = 0; j < source.columns(); j++) {
      System.arraycopy(source.array(j), 0, values, j * source.rows(), source.rows());
    }
    return values;
  }

  @Override
  public void copy(Block in, Block out) {
    CpuBlock source = own(in);
    CpuBlock target = own(out);
    Shapes.requireSame("copy", source, target);
    for (int j = 0; j < source.columns(); j++) {
      System.arraycopy(source.array(j), 0, target.array(j), 0, source.rows());
    }
  }

  @Override
  public void normals(StreamId stream, long first, Block out) {
    float[] target = vector("normals", out);
    normals.fill(stream, first, target, 0, target.length);
  }

  @Override
  public void signs(StreamId stream, Block out) {
    SignStream.fill(stream, vector("signs", out));
  }

  @Override
  public void dot(Block a, Block b, double[] out) {
    CpuBlock left = own(a);
    CpuBlock right = own(b);
    Shapes.requireRows("dot", left, right);
    int m = right.columns();
    Shapes.requireLength("dot", "out", out.length, (long) left.columns() * m);
    Arrays.fill(out, 0);
    kernels.addDots(left.arrays(), right.arrays(), 0, left.rows(), out);
  }

  @Override
  public void addScaled(Block a, float[] c, Block b) {
    CpuBlock source = own(a);
    CpuBlock target = own(b);
    float[][] coefficients = coefficients(source, c, target);
    addScaled(source, coefficients, target, 0, source.rows());
  }

  /** Block by block, so that a block of a is still in the cache when it is read again. */
  @Override
  public void addScaledThenDot(Block a, float[] c, Block b, double[] out) {
    CpuBlock source = own(a);
    CpuBlock target = own(b);
    float[][] coefficients = coefficients(source, c, target);
    Shapes.requireLength("dot", "out", out.length, (long) source.columns() * target.columns());
    Arrays.fill(out, 0);
    for (int from = 0; from < source.rows(); from += REDUCTION_BLOCK) {
      int to = Math.min(source.rows(), from + REDUCTION_BLOCK);
      addScaled(source, coefficients, target, from, to);
      kernels.addDots(source.arrays(), target.arrays(), from, to, out);
    }
  }

  /** A few rows of a few vectors at a time, which stay in the cache for all targets. */
  private void addScaled(CpuBlock a, float[][] coefficients, CpuBlock b, int begin, int end) {
    for (int from = begin; from < end; from += SUM_ROWS) {
      int to = Math.min(end, from + SUM_ROWS);
      for (int first = 0; first < a.columns(); first += SUM_VECTORS) {
        int until = Math.min(a.columns(), first + SUM_VECTORS);
        kernels.addScaled(a.arrays(), first, until, coefficients, b.arrays(), from, to);
      }
    }
  }

  /** The coefficients of each column of b. */
  private static float[][] coefficients(CpuBlock a, float[] c, CpuBlock b) {
    Shapes.requireRows("addScaled", a, b);
    int p = a.columns();
    int m = b.columns();
    Shapes.requireLength("addScaled", "c", c.length, (long) p * m);
    return m == 1 ? new float[][] {c} : transpose(c, p, m);
  }

  private static float[][] transpose(float[] c, int p, int m) {
    float[][] columns = new float[m][p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < m; j++) {
        columns[j][i] = c[i * m + j];
      }
    }
    return columns;
  }

  @Override
  public void scale(float[] c, Block a) {
    CpuBlock target = own(a);
    Shapes.requireLength("scale", "c", c.length, target.columns());
    for (int j = 0; j < target.columns(); j++) {
      scale(target.array(j), c[j], target.array(j));
    }
  }

  @Override
  public void scale(Block a, float[] c, Block out) {
    float[] source = vector("scale", a);
    CpuBlock target = own(out);
    Shapes.requireRows("scale", own(a), target);
    Shapes.requireLength("scale", "c", c.length, target.columns());
    for (int j = 0; j < target.columns(); j++) {
      scale(source, c[j], target.array(j));
    }
  }

  private static void scale(float[] a, float c, float[] out) {
    for (int i = 0; i < a.length; i++) {
      out[i] = c * a[i];
    }
  }

  @Override
  public void multiplyElementwise(Block a, Block b) {
    CpuBlock source = own(a);
    CpuBlock target = own(b);
    Shapes.requireSame("multiplyElementwise", source, target);
    for (int j = 0; j < source.columns(); j++) {
      multiplyElementwise(source.array(j), target.array(j));
    }
  }

  private static void multiplyElementwise(float[] a, float[] b) {
    for (int i = 0; i < b.length; i++) {
      b[i] = a[i] * b[i];
    }
  }

  @Override
  public void activate(Activation activation, Block h, Block out) {
    CpuBlock source = own(h);
    CpuBlock target = own(out);
    Shapes.requireSame("activate", source, target);
    ActivationKernel kernel = activations.get(activation);
    for (int j = 0; j < source.columns(); j++) {
      kernel.forward(source.array(j), target.array(j), 0, source.rows());
    }
  }

  @Override
  public void multiplyByDerivative(Activation activation, Block h, Block b) {
    CpuBlock source = own(h);
    CpuBlock target = own(b);
    Shapes.requireSame("multiplyByDerivative", source, target);
    ActivationKernel kernel = activations.get(activation);
    for (int j = 0; j < source.columns(); j++) {
      kernel.multiplyByDerivative(source.array(j), target.array(j), 0, source.rows());
    }
  }

  @Override
  public void multiplyBySecondDerivative(Activation activation, Block h, Block b) {
    activation.requireSmooth();
    CpuBlock source = own(h);
    CpuBlock target = own(b);
    Shapes.requireSame("multiplyBySecondDerivative", source, target);
    ActivationKernel kernel = activations.get(activation);
    for (int j = 0; j < source.columns(); j++) {
      kernel.multiplyBySecondDerivative(source.array(j), target.array(j), 0, source.rows());
    }
  }

  @Override
  public void dotActivated(Activation activation, Block a, Block h, double[] out) {
    float[] left = vector("dotActivated", a);
    CpuBlock right = own(h);
    Shapes.requireRows("dotActivated", own(a), right);
    Shapes.requireLength("dotActivated", "out", out.length, right.columns());
    ActivationKernel kernel = activations.get(activation);
    Arrays.fill(out, 0);
    for (int from = 0; from < left.length; from += REDUCTION_BLOCK) {
      int length = Math.min(REDUCTION_BLOCK, left.length - from);
      for (int j = 0; j < right.columns(); j++) {
        System.arraycopy(right.array(j), from, activated, 0, length);
        kernel.forward(activated, activated, 0, length);
        out[j] += kernels.dot(left, from, activated, 0, length);
      }
    }
  }

  @Override
  public void line(Block h, Block u, float[] c, Block out) {
    float[] start = vector("line", h);
    float[] direction = vector("line", u);
    CpuBlock target = own(out);
    Shapes.requireRows("line", own(h), own(u));
    Shapes.requireRows("line", own(h), target);
    Shapes.requireLength("line", "c", c.length, target.columns());
    for (int from = 0; from < start.length; from += REDUCTION_BLOCK) {
      int to = Math.min(start.length, from + REDUCTION_BLOCK);
      for (int j = 0; j < target.columns(); j++) {
        line(start, direction, c[j], target.array(j), from, to);
      }
    }
  }

  private static void line(float[] h, float[] u, float c, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Math.fma(c, u[i], h[i]);
    }
  }

  @Override
  public double firstCrossing(Activation activation, Block a, Block h, Block u, double limit) {
    if (!activation.isPiecewiseLinear()) {
      throw new IllegalArgumentException(
          "firstCrossing needs a piecewise linear activation, got " + activation.label());
    }
    float[] weights = vector("firstCrossing", a);
    float[] start = vector("firstCrossing", h);
    float[] direction = vector("firstCrossing", u);
    Shapes.requireRows("firstCrossing", own(a), own(h));
    Shapes.requireRows("firstCrossing", own(a), own(u));
    return kinkWalk.firstCrossing(activation.slopeBelow(), 1, weights, start, direction, limit);
  }

  @Override
  public WeightRows weights(StreamId stream, int firstRow, int rows, int columns) {
    Backend.requireGoingOn();
    return Panels.draw(pool, normals, stream, new PanelLayout(firstRow, rows, columns));
  }

  @Override
  public void multiply(WeightRows weights, Block v, Block out) {
    Panels w = own(weights);
    CpuBlock right = own(v);
    CpuBlock target = own(out);
    Shapes.requireProduct("multiply", w, right, target, right.rows(), target.rows());
    kernels.multiply(w, right.arrays(), target.arrays());
  }

  @Override
  public void multiplyTransposed(WeightRows weights, Block b, Block out) {
    Panels w = own(weights);
    CpuBlock right = own(b);
    CpuBlock target = own(out);
    Shapes.requireProduct("multiplyTransposed", w, right, target, target.rows(), right.rows());
    kernels.multiplyTransposed(w, right.arrays(), target.arrays());
  }

  @Override
  public void close() {
    pool.clear();
  }

  private static CpuBlock own(Block block) {
    if (block instanceof CpuBlock own) {
      return own;
    }
    throw new IllegalArgumentException(
        "a CPU block is needed, got a " + block.getClass().getSimpleName());
  }

  private static Panels own(WeightRows weights) {
    if (weights instanceof Panels own) {
      return own;
    }
    throw new IllegalArgumentException(
        "CPU weights are needed, got " + weights.getClass().getSimpleName());
  }

  private static float[] vector(String operation, Block block) {
    Shapes.requireVector(operation, block);
    return own(block).array(0);
  }
}
