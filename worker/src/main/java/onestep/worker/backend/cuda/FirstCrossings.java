package onestep.worker.backend.cuda;

import onestep.contract.cell.Footprint;
import onestep.worker.backend.Rays;

/**
 * First crossings of piecewise linear F along rays, and F just past them: one launch for all rays,
 * and two numbers back for each.
 *
 * <p>A block of threads does what {@link onestep.worker.backend.KinkWalk} does: it sums the line at
 * 0, takes the kinks in a window that grows, sorts them, sums what they change along them, and
 * looks where F first has the other sign. Only the order of the sums, in double, is another one: a
 * tree over threads, as many as the length says, so that it depends on nothing else.
 *
 * <p>One block a ray leaves most of a device idle where a network has few points, but those with so
 * many neurons that it matters spend their time elsewhere. Rejected: summing on all of the device
 * and walking on the host, which was five launches and seven waits for each ray.
 */
final class FirstCrossings {

  /** Addresses of h and u, and two numbers. */
  private static final int RAY_NUMBERS = 4;

  private static final int FEWEST_THREADS = 64;
  private static final int MOST_THREADS = 1024;

  private final int activation;
  private final double below;
  private final CudaBlock a;
  private final CudaBlock h;
  private final CudaBlock u;
  private final Rays rays;
  private final long n;
  private final int together;

  /**
   * A search; see {@link onestep.worker.backend.Backend#firstCrossings}.
   *
   * @param activation as the kernels number them
   */
  FirstCrossings(int activation, double below, CudaBlock a, CudaBlock h, CudaBlock u, Rays rays) {
    this.activation = activation;
    this.below = below;
    this.a = a;
    this.h = h;
    this.u = u;
    this.rays = rays;
    n = a.rows();
    long most = Footprint.DEVICE_KINKS_BYTES / (Footprint.DEVICE_KINK_BYTES * n);
    together = (int) Math.max(1, Math.min(rays.count(), most));
  }

  /** Memory for times of kinks. */
  long timeBytes() {
    return Double.BYTES * n * together;
  }

  /** Memory for indices of kinks. */
  long indexBytes() {
    return Integer.BYTES * n * together;
  }

  /** The kernel's Rays. */
  long[] table() {
    long[] table = new long[RAY_NUMBERS * rays.count()];
    for (int j = 0; j < rays.count(); j++) {
      int at = RAY_NUMBERS * j;
      table[at] = h.column(rays.lines()[j]).value();
      table[at + 1] = u.column(rays.lines()[j]).value();
      table[at + 2] = Double.doubleToRawLongBits(rays.limits()[j]);
      table[at + 3] = Double.doubleToRawLongBits(rays.absolute()[j]);
    }
    return table;
  }

  /** Queues it. */
  void queue(Commands commands, Address table, Address times, Address indices, Address results) {
    commands
        .launchOf("firstCrossings", threads())
        .item(
            new Kernels.Grid(together, 1),
            activation,
            below,
            rays.relative(),
            n,
            rays.count(),
            together,
            a.column(),
            table,
            times,
            indices,
            results);
  }

  /** Few for few neurons, for which barriers are what takes the time. */
  private int threads() {
    long most = Math.min(MOST_THREADS, n);
    return (int) Math.max(FEWEST_THREADS, Long.highestOneBit(most));
  }

  /** Crossings, and F past them, from what the kernel tells. */
  static void split(double[] results, double[] crossings, double[] sums) {
    int m = crossings.length;
    for (int j = 0; j < m; j++) {
      if (Double.isInfinite(results[j])) {
        throw new IllegalArgumentException("firstCrossing: a, h and u must be finite numbers");
      }
      crossings[j] = results[j];
      sums[j] = results[m + j];
    }
  }
}
