package onestep.worker.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import onestep.contract.cell.Activation;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.attack.CellTrials;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.StreamId;

/** How fast a backend is, against what its device could do at best. */
public final class Rates {

  private static final int COLUMNS = 64;
  private static final int ROWS = 4096;

  private final Backend backend;
  private final Limits limits;
  private final long nanos;

  /**
   * What a device can do at best.
   *
   * @param bytesPerSecond of its memory; 0 if it does not tell
   * @param operationsPerSecond of float32, a fused multiply-add counted twice; 0 likewise
   */
  public record Limits(double bytesPerSecond, double operationsPerSecond) {}

  /**
   * Rates.
   *
   * @param seconds how long each is measured at least
   */
  public Rates(Backend backend, Limits limits, double seconds) {
    this.backend = backend;
    this.limits = limits;
    this.nanos = (long) (1e9 * seconds);
  }

  /**
   * Measures.
   *
   * @param length numbers of a vector
   * @param width neurons of the cells
   */
  public List<Row> rows(int length, int width) {
    List<Row> rows = new ArrayList<>();
    try (Block a = backend.allocate(length, 2);
        Block b = backend.allocate(length, 2)) {
      StreamId stream = new StreamId(1, 2, 3, 4);
      for (Block block : List.of(a, b)) {
        backend.normals(stream, 0, block.columns(0, 1));
        backend.normals(stream, 0, block.columns(1, 2));
      }
      Block one = a.columns(0, 1);
      double bytes = 8.0 * length;
      double normals = perSecond(() -> backend.normals(stream, 0, one));
      rows.add(rate("standard normals", normals * length / 1e9, "G/s", 0));
      double copies = perSecond(() -> backend.copy(a, b));
      rows.add(share("copy", 2 * bytes * copies, "B/s", limits.bytesPerSecond()));
      double maps = perSecond(() -> backend.activate(Activation.TANH, a, b));
      rows.add(share("tanh", 2 * bytes * maps, "B/s", limits.bytesPerSecond()));
      double[] products = new double[4];
      double dots = perSecond(() -> backend.dot(a, b, products));
      rows.add(share("inner products", 2 * bytes * dots, "B/s", limits.bytesPerSecond()));
    }
    rows.add(product(length / ROWS));
    rows.add(new Row("smallest operation and its result", micros(), true));
    for (Sampler sampler : Sampler.values()) {
      for (int depth : new int[] {1, 3}) {
        rows.add(trials(CellAgreement.cell(Activation.RELU, depth, width, sampler)));
      }
    }
    return rows;
  }

  private Row product(int columns) {
    int n = Math.max(16, columns);
    try (WeightRows weights = backend.weights(new StreamId(5, 6, 7, 8), 0, ROWS, n);
        Block v = backend.allocate(n, COLUMNS);
        Block out = backend.allocate(ROWS, COLUMNS)) {
      backend.clear(v);
      double products = perSecond(() -> backend.multiply(weights, v, out));
      return share(
          "product with weights",
          2.0 * ROWS * n * COLUMNS * products,
          "FLOP/s",
          limits.operationsPerSecond());
    }
  }

  private String micros() {
    try (Block small = backend.allocate(16, 1)) {
      backend.clear(small);
      double[] out = new double[1];
      double calls = perSecond(() -> backend.dot(small, small, out));
      return String.format(Locale.ROOT, "%.1f µs", 1e6 / calls);
    }
  }

  private Row trials(CellSpec cell) {
    CellTrials trials = new CellTrials();
    int[] network = {0};
    double networks = perSecond(() -> trials.run(cell, network[0]++, backend));
    return rate(
        String.format(
            Locale.ROOT,
            "relu L=%d k=%,d %s, %d points",
            cell.model().depth(),
            cell.model().fanOut(1),
            cell.model().sampler().label(),
            cell.points()),
        networks * cell.points(),
        "trials/s",
        0);
  }

  private static Row share(String what, double perSecond, String unit, double limit) {
    return rate(what, perSecond / 1e9, "G" + unit, limit / 1e9);
  }

  private static Row rate(String what, double rate, String unit, double limit) {
    String found = String.format(Locale.ROOT, "%,.3g %s", rate, unit);
    return new Row(
        what,
        limit > 0
            ? found + String.format(Locale.ROOT, ", %.0f %% of the device's", 100 * rate / limit)
            : found,
        true);
  }

  /** Calls in a second, the device waited for at the end; after one that is not counted. */
  private double perSecond(Runnable call) {
    call.run();
    await();
    long begun = System.nanoTime();
    long calls = 0;
    while (System.nanoTime() - begun < nanos || calls == 0) {
      for (int i = 0; i < 4; i++) {
        call.run();
        calls++;
      }
      await();
    }
    return calls / ((System.nanoTime() - begun) / 1e9);
  }

  private void await() {
    try (Block one = backend.allocate(1, 1)) {
      backend.clear(one);
      backend.read(one);
    }
  }
}
