package onestep.worker.backend.cuda;

import onestep.worker.backend.KinkWalk;

/**
 * The first crossing of a piecewise linear F along a ray, between device and host.
 *
 * <p>The device sums the line of all neurons that have no kink in (0, end] and collects the others;
 * the host walks those, with the CPU's own {@link KinkWalk}. The first end is twice as far as the
 * line at 0 crosses, which a few neurons in a hundred reach where d is large; where the walk does
 * not cross, the end is moved out four times as far. So what crosses to the host is 12 bytes for
 * each kink walked, and 32 for every 1024 neurons.
 *
 * <p>Searching on the device as well was weighed: kinks would have to be sorted there, for a walk
 * that is sequential.
 */
final class FirstCrossing {

  private static final double FIRST_END = 2;
  private static final double GROWTH = 4;

  /** Neurons of a block, and numbers of its line; see the kernels. */
  private static final int NEURONS = 1024;

  private static final int LINE_NUMBERS = 4;

  private final Kernels kernels;
  private final DeviceMemory memory;
  private final Staging staging;
  private final KinkWalk walk = new KinkWalk();

  FirstCrossing(Kernels kernels, DeviceMemory memory, Staging staging) {
    this.kernels = kernels;
    this.memory = memory;
    this.staging = staging;
  }

  /** See {@link onestep.worker.backend.Backend#firstCrossing}. */
  double find(double below, CudaBlock a, CudaBlock h, CudaBlock u, double limit) {
    KinkWalk.requireLimit(limit);
    Ray ray = new Ray(below, a, h, u);
    KinkWalk.Line atZero = ray.withoutKinkUntil(0).line;
    if (atZero.intercept() == 0) {
      return Double.NaN;
    }
    boolean towardsZero = Math.signum(atZero.intercept()) * atZero.slope() < 0;
    double end = towardsZero ? FIRST_END * -atZero.intercept() / atZero.slope() : limit;
    while (true) {
      end = Math.min(end, limit);
      double crossing = ray.firstCrossing(end);
      if (!Double.isNaN(crossing) || end == limit) {
        return crossing;
      }
      end = Math.max(GROWTH * end, Double.MIN_NORMAL);
    }
  }

  /** The line of the neurons that have no kink, and how many of each block have one. */
  private static final class Straight {
    private final KinkWalk.Line line;
    private final long[] kinks;

    Straight(KinkWalk.Line line, long[] kinks) {
      this.line = line;
      this.kinks = kinks;
    }
  }

  private final class Ray {

    private final double below;
    private final long neurons;
    private final DeviceAddress a;
    private final DeviceAddress h;
    private final DeviceAddress u;
    private final int blocks;

    Ray(double below, CudaBlock a, CudaBlock h, CudaBlock u) {
      this.below = below;
      this.neurons = a.rows();
      this.a = a.column();
      this.h = h.column();
      this.u = u.column();
      this.blocks = (int) ((neurons + NEURONS - 1) / NEURONS);
    }

    double firstCrossing(double end) {
      Straight straight = withoutKinkUntil(end);
      long[] starts = new long[blocks];
      long count = 0;
      for (int block = 0; block < blocks; block++) {
        starts[block] = count;
        count += straight.kinks[block];
      }
      float[][] kinks = collect(end, starts, (int) count);
      return walk.firstCrossing(below, 1, straight.line, kinks[0], kinks[1], kinks[2], end);
    }

    Straight withoutKinkUntil(double end) {
      long[] lines = new long[LINE_NUMBERS * blocks];
      try (DeviceBuffer sums = memory.take((long) Long.BYTES * lines.length)) {
        Kernels.Grid grid = new Kernels.Grid(blocks, 1, 1);
        kernels.launch("linesWithoutKink", grid, below, end, neurons, a, h, u, sums.address());
        staging.download(sums.address(), lines);
      }
      double intercept = 0;
      double slope = 0;
      int live = 0;
      long[] kinks = new long[blocks];
      for (int block = 0; block < blocks; block++) {
        int at = LINE_NUMBERS * block;
        intercept += Double.longBitsToDouble(lines[at]);
        slope += Double.longBitsToDouble(lines[at + 1]);
        live += (int) lines[at + 2];
        kinks[block] = lines[at + 3];
      }
      return new Straight(KinkWalk.Line.finite(intercept, slope, live), kinks);
    }

    /** a, h and u of the neurons that have a kink. */
    private float[][] collect(double end, long[] starts, int count) {
      float[][] kinks = new float[3][count];
      if (count == 0) {
        return kinks;
      }
      try (DeviceBuffer from = memory.take((long) Long.BYTES * blocks);
          DeviceBuffer found = memory.take(3L * Float.BYTES * count)) {
        staging.upload(starts, from.address());
        kernels.launch(
            "collectKinks",
            new Kernels.Grid(blocks, 1, 1),
            end,
            neurons,
            a,
            h,
            u,
            from.address(),
            (long) count,
            found.address());
        for (int part = 0; part < kinks.length; part++) {
          DeviceAddress at = found.address().plus((long) Float.BYTES * count * part);
          staging.download(at, kinks[part], 0, count);
        }
      }
      return kinks;
    }
  }
}
