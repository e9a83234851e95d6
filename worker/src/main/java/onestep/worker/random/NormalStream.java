package onestep.worker.random;

import java.util.Arrays;

/**
 * Standard normals of a stream, in plain loops that the JIT turns into vector code: the same index
 * in every array, one loop a step, through scratch arrays that stay in the cache.
 *
 * <p>Layout: number {@code i} lies in group ⌊i / 64⌋. A group is made of 16 counters, each giving 4
 * numbers, all first numbers before all second ones: i comes from counter 16 ⌊i / 64⌋ + i mod 16,
 * and is its number ⌊i / 16⌋ mod 4 in the order z₀(x0, x1), z₁(x0, x1), z₀(x2, x3), z₁(x2, x3) of
 * {@link BoxMuller}. So 16 vector lanes make one group without a shuffle, and a short vector costs
 * no more counters than it has numbers.
 *
 * <p>Holds scratch memory (36 KB); not safe for use by several threads.
 */
public final class NormalStream {

  /** Numbers in a group: the alignment of the first index. */
  public static final int GROUP = 64;

  /** Counters in a group, each giving 4 numbers. */
  public static final int COUNTERS = 16;

  private static final int MAX_COUNTERS = 1024;

  private final int[] x0 = new int[MAX_COUNTERS];
  private final int[] x1 = new int[MAX_COUNTERS];
  private final int[] x2 = new int[MAX_COUNTERS];
  private final int[] x3 = new int[MAX_COUNTERS];
  private final float[] uniform = new float[MAX_COUNTERS];
  private final float[] radius = new float[MAX_COUNTERS];
  private final float[] cosine = new float[MAX_COUNTERS];
  private final float[] sine = new float[MAX_COUNTERS];
  private final int[] ascending = new int[MAX_COUNTERS];

  /** A generator with its own scratch memory. */
  public NormalStream() {
    Arrays.setAll(ascending, i -> i);
  }

  /**
   * out[offset + i] = z(stream, first + i) for i &lt; count.
   *
   * @param first a multiple of {@link #GROUP}
   */
  public void fill(StreamId stream, long first, float[] out, int offset, int count) {
    requireAligned(first);
    int[] key = Threefry.key(stream);
    long counter = counterOf(first);
    int done = 0;
    while (done < count) {
      int counters = chunk(counter, count - done);
      int numbers = Math.min(4 * counters, count - done);
      draw(key, stream, counter, counters, out, offset + done, numbers);
      counter += counters;
      done += numbers;
    }
  }

  /**
   * Checks that a first index starts a group.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static void requireAligned(long first) {
    if (first < 0 || first % GROUP != 0) {
      throw new IllegalArgumentException(
          "the first index of normals must be a non-negative multiple of "
              + GROUP
              + ", got "
              + first);
    }
  }

  /** The first counter of the group that starts at index {@code first}. */
  public static long counterOf(long first) {
    return first / (GROUP / COUNTERS);
  }

  /**
   * Counters of the next chunk: whole groups, within the scratch, without carry into the high word.
   */
  private static int chunk(long counter, int numbers) {
    long groups = (numbers + (GROUP - 1L)) / GROUP;
    long untilCarry = (1L << 32) - (counter & 0xFFFFFFFFL);
    return (int) Math.min(Math.min(groups * COUNTERS, MAX_COUNTERS), untilCarry);
  }

  private void draw(
      int[] key,
      StreamId stream,
      long counter,
      int counters,
      float[] out,
      int offset,
      int numbers) {
    int used = Math.min(counters, numbers);
    start((int) counter, used);
    Arrays.fill(x1, 0, used, (int) (counter >>> 32));
    Arrays.fill(x2, 0, used, stream.purpose());
    Arrays.fill(x3, 0, used, stream.network());
    Threefry.encrypt(key, x0, x1, x2, x3, used);
    BoxMuller.transform(x0, x1, uniform, radius, cosine, sine, used);
    spread(0, out, offset, numbers);
    if (numbers > GROUP / 2) {
      BoxMuller.transform(x2, x3, uniform, radius, cosine, sine, used);
      spread(GROUP / 2, out, offset, numbers);
    }
  }

  private void start(int counter, int used) {
    for (int i = 0; i < used; i++) {
      x0[i] = ascending[i] + counter;
    }
  }

  /** Puts the cosines and sines of each group at {@code shift} and {@code shift} + 16 within it. */
  private void spread(int shift, float[] out, int offset, int numbers) {
    int from = 0;
    int at = shift;
    for (; at + 2 * COUNTERS <= numbers; at += GROUP, from += COUNTERS) {
      System.arraycopy(cosine, from, out, offset + at, COUNTERS);
      System.arraycopy(sine, from, out, offset + at + COUNTERS, COUNTERS);
    }
    if (at < numbers) {
      System.arraycopy(cosine, from, out, offset + at, Math.min(COUNTERS, numbers - at));
      if (at + COUNTERS < numbers) {
        System.arraycopy(sine, from, out, offset + at + COUNTERS, numbers - at - COUNTERS);
      }
    }
  }
}
