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

  private final Kernels kernels;
  private final DeviceMemory memory;
  private final Staging staging;

  FirstCrossings(Kernels kernels, DeviceMemory memory, Staging staging) {
    this.kernels = kernels;
    this.memory = memory;
    this.staging = staging;
  }

  /**
   * See {@link onestep.worker.backend.Backend#firstCrossings}.
   *
   * @param activation as the kernels number them
   */
  void find(
      int activation,
      double below,
      CudaBlock a,
      CudaBlock h,
      CudaBlock u,
      Rays rays,
      double[] crossings,
      double[] sums) {
    long n = a.rows();
    int m = rays.count();
    long together =
        Math.max(1, Math.min(m, Footprint.DEVICE_KINKS_BYTES / (Footprint.DEVICE_KINK_BYTES * n)));
    long[] table = table(h, u, rays);
    double[] results = new double[2 * m];
    try (DeviceBuffer uploaded = memory.take((long) Long.BYTES * table.length);
        DeviceBuffer times = memory.take(Double.BYTES * n * together);
        DeviceBuffer indices = memory.take(Integer.BYTES * n * together);
        DeviceBuffer found = memory.take((long) Double.BYTES * results.length)) {
      staging.upload(table, uploaded.address());
      kernels.launch(
          "firstCrossings",
          new Kernels.Grid(together, 1, 1, threads(n)),
          activation,
          below,
          rays.relative(),
          n,
          m,
          a.column(),
          uploaded.address(),
          times.address(),
          indices.address(),
          found.address());
      staging.download(found.address(), results);
    }
    for (int j = 0; j < m; j++) {
      if (Double.isInfinite(results[j])) {
        throw new IllegalArgumentException("firstCrossing: a, h and u must be finite numbers");
      }
      crossings[j] = results[j];
      sums[j] = results[m + j];
    }
  }

  /** Few for few neurons, for which barriers are what takes the time. */
  private static int threads(long n) {
    long most = Math.min(MOST_THREADS, n);
    return (int) Math.max(FEWEST_THREADS, Long.highestOneBit(most));
  }

  /** The kernel's Rays. */
  private static long[] table(CudaBlock h, CudaBlock u, Rays rays) {
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
}
