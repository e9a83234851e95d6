package onestep.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongToDoubleFunction;
import onestep.bench.vector.PeakFma;
import onestep.contract.cell.Activation;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.random.StreamId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The operations of the CPU backend that trials consist of, and the limits of the machine that they
 * are measured against. {@link Kernel} says what a call of each does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class KernelBenchmark {

  /** Elements of a vector beyond the caches. */
  static final int LONG = 32_000_000;

  /** Elements of a vector within the second-level cache. */
  static final int SHORT = 32_768;

  /** Shape of the weights of a product. */
  static final int ROWS = 4096;

  static final int COLUMNS = 1024;

  /** Vectors of a product. */
  static final int VECTORS = 100;

  /** Directions of a block of inner products. */
  static final int DIRECTIONS = 16;

  /** Rounds of the peak. */
  static final long ROUNDS = 1_000_000;

  private final LongToDoubleFunction peak = new PeakFma();
  private final double[] one = new double[1];
  private final double[] many = new double[DIRECTIONS];
  private final float[] coefficients = new float[DIRECTIONS];
  private CpuBackend backend;
  private StreamId stream;
  private Block longA;
  private Block longB;
  private Block shortA;
  private Block shortB;
  private Block signs;
  private Block directions;
  private WeightRows weights;
  private Block inputs;
  private Block outputs;

  /** Draws what the operations work on. */
  @Setup
  public void prepare() {
    backend = new CpuBackend();
    stream = StreamId.point("00000000000000000000000000000000", 0, 0);
    longA = normals(LONG);
    longB = normals(LONG);
    shortA = normals(SHORT);
    shortB = normals(SHORT);
    signs = normals(SHORT);
    directions = backend.allocate(SHORT, DIRECTIONS);
    for (int j = 0; j < DIRECTIONS; j++) {
      backend.normals(stream, 0, directions.columns(j, j + 1));
      coefficients[j] = 1e-9f;
    }
    weights = backend.weights(stream, 0, ROWS, COLUMNS);
    inputs = backend.allocate(COLUMNS, VECTORS);
    outputs = backend.allocate(ROWS, VECTORS);
    for (int j = 0; j < VECTORS; j++) {
      backend.normals(stream, 0, inputs.columns(j, j + 1));
    }
    backend.multiply(weights, inputs, outputs);
    // Transposed products add up: with tiny factors they never overflow.
    float[] tiny = new float[VECTORS];
    Arrays.fill(tiny, 1e-12f);
    backend.scale(tiny, outputs);
  }

  private Block normals(int length) {
    Block block = backend.allocate(length, 1);
    backend.normals(stream, 0, block);
    return block;
  }

  /** Gives the memory back. */
  @TearDown
  public void close() {
    weights.close();
    backend.close();
  }

  /** The machine's peak of fused multiply-adds. */
  @Benchmark
  public double peakFma() {
    return peak.applyAsDouble(ROUNDS);
  }

  /** The machine's bandwidth: a copy beyond the caches. */
  @Benchmark
  public Block copy() {
    backend.copy(longA, longB);
    return longB;
  }

  /** Standard normals within the cache. */
  @Benchmark
  public Block drawNormals() {
    backend.normals(stream, 0, shortB);
    return shortB;
  }

  /** Weights times vectors. */
  @Benchmark
  public Block product() {
    backend.multiply(weights, inputs, outputs);
    return outputs;
  }

  /** Transposed weights times vectors. */
  @Benchmark
  public Block transposedProduct() {
    backend.multiplyTransposed(weights, outputs, inputs);
    return inputs;
  }

  /** ReLU and the output sum. */
  @Benchmark
  public double reluDot() {
    backend.dotActivated(Activation.RELU, signs, shortA, one);
    return one[0];
  }

  /** tanh. */
  @Benchmark
  public Block tanh() {
    backend.activate(Activation.TANH, shortA, shortB);
    return shortB;
  }

  /** Inner products with several directions. */
  @Benchmark
  public double dots() {
    backend.dot(directions, shortA, many);
    return many[0];
  }

  /** A sum of several directions. */
  @Benchmark
  public Block addScaled() {
    backend.addScaled(directions, coefficients, shortB);
    return shortB;
  }
}
