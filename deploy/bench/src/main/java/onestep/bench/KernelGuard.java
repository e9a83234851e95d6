package onestep.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Whether every kernel still is vector code: its rate against a loop that no compiler vectorises,
 * in turn in the same process, so that the machine's speed and its other work cancel.
 *
 * <p>A kernel that stops vectorising, after a change here or of the JVM, falls by a factor of three
 * or more. The bounds are 2.5 times below the least that was measured with AVX2 and AVX-512, and
 * the best of several rounds counts.
 */
final class KernelGuard {

  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = 150_000_000;
  private static final long WARM_UP_NANOS = 600_000_000;

  private static final double BLOCK = KernelBenchmark.DIRECTIONS * (double) KernelBenchmark.SHORT;
  private static final double PRODUCT =
      (double) KernelBenchmark.ROWS * KernelBenchmark.COLUMNS * KernelBenchmark.VECTORS;

  private static final List<Guarded> KERNELS =
      List.of(
          new Guarded(Kernel.NORMALS, KernelBenchmark::drawNormals, KernelBenchmark.SHORT, 0.18),
          new Guarded(Kernel.PRODUCT, KernelBenchmark::product, PRODUCT, 18),
          new Guarded(Kernel.TRANSPOSED, KernelBenchmark::transposedProduct, PRODUCT, 16),
          new Guarded(Kernel.DOTS, KernelBenchmark::dots, BLOCK, 5),
          new Guarded(Kernel.ADD_SCALED, KernelBenchmark::addScaled, BLOCK, 4),
          new Guarded(Kernel.RELU_DOT, KernelBenchmark::reluDot, KernelBenchmark.SHORT, 2),
          new Guarded(Kernel.TANH, KernelBenchmark::tanh, KernelBenchmark.SHORT, 0.7));

  /**
   * A kernel and its bound.
   *
   * @param operations numbers made, or multiply-adds done, in one call
   * @param least operations for each multiply-add of the scalar loop, at least
   */
  private record Guarded(
      Kernel kernel, Consumer<KernelBenchmark> call, double operations, double least) {}

  /** A sum of products whose order leaves nothing to vectorise. */
  private static final class ScalarChain implements Consumer<KernelBenchmark> {
    private final float[] numbers = new float[KernelBenchmark.SHORT];
    private float sum = 1;

    @Override
    public void accept(KernelBenchmark unused) {
      for (float number : numbers) {
        sum = Math.fma(number, 0.5f, sum);
      }
    }
  }

  private KernelGuard() {}

  /**
   * Measures and prints a row for each kernel.
   *
   * @return whether all are above their bounds
   */
  static boolean check(PrintWriter out) {
    KernelBenchmark benchmark = new KernelBenchmark();
    benchmark.prepare();
    try {
      ScalarChain chain = new ScalarChain();
      callsPerSecond(benchmark, chain, WARM_UP_NANOS);
      KERNELS.forEach(kernel -> callsPerSecond(benchmark, kernel.call(), WARM_UP_NANOS));
      double scalar = 0;
      double[] best = new double[KERNELS.size()];
      for (int round = 0; round < ROUNDS; round++) {
        scalar = Math.max(scalar, callsPerSecond(benchmark, chain, ROUND_NANOS));
        for (int i = 0; i < best.length; i++) {
          best[i] =
              Math.max(best[i], callsPerSecond(benchmark, KERNELS.get(i).call(), ROUND_NANOS));
        }
      }
      return report(out, best, scalar * KernelBenchmark.SHORT);
    } finally {
      benchmark.close();
    }
  }

  private static boolean report(PrintWriter out, double[] callsPerSecond, double scalarPerSecond) {
    out.printf(
        Locale.ROOT, "kernel, against a scalar chain of multiply-adds       ratio  at least%n");
    boolean fast = true;
    for (int i = 0; i < callsPerSecond.length; i++) {
      Guarded guarded = KERNELS.get(i);
      double ratio = guarded.operations() * callsPerSecond[i] / scalarPerSecond;
      double least = guarded.least();
      fast &= ratio >= least;
      out.printf(
          Locale.ROOT,
          "%-48s %10.2f %9.2f%s%n",
          guarded.kernel().label(),
          ratio,
          least,
          ratio >= least ? "" : "  collapsed: no longer vector code?");
    }
    out.flush();
    return fast;
  }

  private static double callsPerSecond(
      KernelBenchmark benchmark, Consumer<KernelBenchmark> call, long nanos) {
    long begun = System.nanoTime();
    long calls = 0;
    long now;
    do {
      call.accept(benchmark);
      calls++;
      now = System.nanoTime();
    } while (now - begun < nanos);
    return 1e9 * calls / (now - begun);
  }
}
