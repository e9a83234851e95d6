package onestep.worker.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import onestep.contract.cell.Activation;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.Rays;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.StreamId;

/**
 * Every operation of a backend against that of a reference with the same order of operations, so
 * that the bits agree; but for crossings, whose line may be summed in another order in double.
 */
public final class OperationAgreement {

  /** Relative, of crossings of rays of some hundred thousand neurons. */
  private static final double CROSSING_TOLERANCE = 1e-8;

  private static final int VECTORS = 6;
  private static final int COLUMNS = 5;
  private static final int RAYS = 20;

  /** A line of three for each column. */
  private static final int[] CHOSEN = {2, 2, 0, 1, 0};

  private final Backend tested;
  private final Backend reference;
  private final int length;

  /**
   * A comparison.
   *
   * @param length numbers of a vector; random numbers are drawn 16 times as many
   */
  public OperationAgreement(Backend tested, Backend reference, int length) {
    this.tested = tested;
    this.reference = reference;
    this.length = length;
  }

  /** What both draw of the same streams. */
  public List<Row> randomNumbers() {
    Comparison normals = new Comparison("standard normals", 0);
    Comparison signs = new Comparison("signs", 0);
    for (int network = 0; network < 16; network++) {
      StreamId stream = new StreamId(0x0123456789abcdefL, ~0L, network, 7);
      long first = (long) network << 36;
      normals.add(normals(tested, stream, first), normals(reference, stream, first));
      signs.add(signs(tested, stream), signs(reference, stream));
    }
    return List.of(normals.row(), signs.row());
  }

  private float[] normals(Backend backend, StreamId stream, long first) {
    try (Block out = backend.allocate(length, 1)) {
      backend.normals(stream, first, out);
      return backend.read(out);
    }
  }

  private float[] signs(Backend backend, StreamId stream) {
    try (Block out = backend.allocate(length, 1)) {
      backend.signs(stream, out);
      return backend.read(out);
    }
  }

  /** An operation that leaves its results in a block, or returns them. */
  private interface Operation {
    double[] run(Backend backend, Block a, Block b);
  }

  /** Every other operation. */
  public List<Row> operations() {
    List<Row> rows = new ArrayList<>();
    float[] factors = new float[VECTORS * COLUMNS];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = 1f / (i + 1);
    }
    rows.add(
        compare(
            "inner products",
            0,
            (backend, a, b) -> {
              double[] out = new double[VECTORS * COLUMNS];
              backend.dot(a, b, out);
              return out;
            }));
    rows.add(
        compare(
            "sums of vectors",
            0,
            (backend, a, b) -> {
              backend.addScaled(a, factors, b);
              return null;
            }));
    rows.add(
        compare(
            "squared norms",
            0,
            (backend, a, b) -> {
              double[] out = new double[VECTORS];
              backend.squaredNorms(a, out);
              return out;
            }));
    rows.add(
        compare(
            "points on lines",
            0,
            (backend, a, b) -> {
              float[] steps = {0, 0.5f, 1, 2, 3};
              Block h = a.columns(0, 3);
              backend.lines(h, a.columns(3, 6), CHOSEN, steps, b);
              backend.addColumns(2, h, CHOSEN, b);
              return null;
            }));
    for (Activation activation : Activation.values()) {
      rows.add(compare(activation.label(), 0, (backend, a, b) -> activate(activation, backend, b)));
      if (activation.isPiecewiseLinear()) {
        rows.add(
            compare(
                activation.label() + ", first crossings",
                CROSSING_TOLERANCE,
                (backend, a, b) -> crossings(activation, backend)));
      }
    }
    rows.add(compare("products with weights", 0, OperationAgreement::products));
    return rows;
  }

  private static double[] activate(Activation activation, Backend backend, Block b) {
    double[] sums = new double[COLUMNS];
    backend.dotActivated(activation, b.columns(0, 1), b, sums);
    backend.multiplyByDerivative(activation, b.columns(0, 2), b.columns(2, 4));
    backend.activate(activation, b.columns(0, 2), b.columns(0, 2));
    backend.addActivatedColumns(activation, -1, b.columns(0, 2), new int[] {1, 0}, b.columns(2, 4));
    double[] onLines = new double[COLUMNS];
    backend.dotActivatedOnLines(
        activation, b.columns(0, 1), b, b, new int[] {0, 1, 2, 3, 4}, new float[COLUMNS], onLines);
    return DoubleStream.concat(DoubleStream.of(sums), DoubleStream.of(onLines)).toArray();
  }

  private double[] crossings(Activation activation, Backend backend) {
    double[] crossings = new double[RAYS];
    try (Block signs = backend.allocate(length, 1);
        Block h = backend.allocate(length, RAYS);
        Block u = backend.allocate(length, RAYS)) {
      backend.signs(new StreamId(1, 2, 3, 3), signs);
      for (int ray = 0; ray < RAYS; ray++) {
        backend.normals(new StreamId(1, 2, ray, 4), 0, h.columns(ray, ray + 1));
        backend.normals(new StreamId(1, 2, ray, 5), 0, u.columns(ray, ray + 1));
      }
      int[] lines = IntStream.range(0, RAYS).toArray();
      double[] limits = new double[RAYS];
      Arrays.fill(limits, 20);
      Rays rays = new Rays(lines, limits, 1e-6, new double[RAYS]);
      backend.firstCrossings(activation, signs, h, u, rays, crossings, new double[RAYS]);
    }
    return crossings;
  }

  /** W v and then Wᵀ of that, for 200 rows. */
  private static double[] products(Backend backend, Block a, Block b) {
    try (WeightRows weights = backend.weights(new StreamId(3, 4, 5, 6), 16, 200, a.rows());
        Block out = backend.allocate(216, VECTORS)) {
      backend.clear(out);
      backend.multiply(weights, a, out);
      backend.multiplyTransposed(weights, out.columns(0, COLUMNS), b);
    }
    return null;
  }

  private Row compare(String what, double tolerance, Operation operation) {
    Comparison comparison = new Comparison(what, tolerance);
    try (Block a = drawn(tested, VECTORS, 1);
        Block b = drawn(tested, COLUMNS, 2);
        Block c = drawn(reference, VECTORS, 1);
        Block d = drawn(reference, COLUMNS, 2)) {
      double[] actual = operation.run(tested, a, b);
      double[] expected = operation.run(reference, c, d);
      if (expected != null) {
        comparison.add(actual, expected);
      }
      comparison.add(tested.read(b), reference.read(d));
    }
    return comparison.row();
  }

  private Block drawn(Backend backend, int columns, int purpose) {
    Block block = backend.allocate(length, columns);
    for (int j = 0; j < columns; j++) {
      backend.normals(new StreamId(9, 9, j, purpose), 0, block.columns(j, j + 1));
    }
    return block;
  }
}
