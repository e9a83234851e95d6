package onestep.aggregator.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Quantiles of positive numbers to a relative accuracy of {@value #RELATIVE_ACCURACY}: a DDSketch
 * (Masson, Rim, Lee: "DDSketch", VLDB 2019) with bitwise linear interpolation and an unbounded
 * dense store.
 *
 * <p>The bucket of a number is the upper bits of its representation: sign, exponent and the first
 * {@value #FRACTION_BITS} bits of the significand, so that buckets are 2^-{@value #FRACTION_BITS}
 * of their power of two wide. Counts are integers, hence the sketch and its bytes do not depend on
 * the order of insertion or on grouping. The index is one shift and a quantile is the exact middle
 * of a bucket, with no logarithm or exponential whose last bit could differ between platforms.
 * Mutable; not safe for use by several threads.
 */
public final class QuantileSketch {

  /** Largest relative error of a quantile: half a bucket at the start of its power of two. */
  public static final double RELATIVE_ACCURACY = 0x1p-9;

  private static final int FRACTION_BITS = 8;
  private static final int DROPPED_BITS = 52 - FRACTION_BITS;
  private static final int GROWTH = 64;

  /** counts[i] belongs to bucket {@code offset + i}. */
  private long[] counts = new long[0];

  private int offset;
  private long total;

  /**
   * Adds a number.
   *
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public void add(double x) {
    if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a sketch takes positive finite numbers, got " + x);
    }
    add(bucketOf(x), 1);
  }

  /** Adds another sketch, which stays as it is. */
  public void add(QuantileSketch other) {
    for (int i = 0; i < other.counts.length; i++) {
      if (other.counts[i] != 0) {
        add(other.offset + i, other.counts[i]);
      }
    }
  }

  /** How many numbers were added. */
  public long count() {
    return total;
  }

  /**
   * The number of the given rank in ascending order, to the relative accuracy; NaN beyond the
   * largest.
   *
   * @param rank at least 1
   */
  public double ofRank(long rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be at least 1, got " + rank);
    }
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      if (below >= rank) {
        double low = lowerBound(offset + i);
        return low + (lowerBound(offset + i + 1) - low) / 2;
      }
    }
    return Double.NaN;
  }

  /** Writes the canonical form: equal sketches write equal bytes. */
  void writeTo(DataOutput out) throws IOException {
    int used = 0;
    for (long count : counts) {
      used += count == 0 ? 0 : 1;
    }
    Varint.write(out, used);
    int previous = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        Varint.write(out, offset + i - previous);
        Varint.write(out, counts[i]);
        previous = offset + i;
      }
    }
  }

  /** Reads {@link #writeTo}. */
  static QuantileSketch readFrom(DataInput in) throws IOException {
    QuantileSketch sketch = new QuantileSketch();
    long used = Varint.read(in);
    long index = 0;
    for (long i = 0; i < used; i++) {
      index += Varint.read(in);
      if (index >= bucketOf(Double.POSITIVE_INFINITY)) {
        throw new IOException("no finite number lies in bucket " + index);
      }
      sketch.add((int) index, Varint.read(in));
    }
    return sketch;
  }

  private static int bucketOf(double x) {
    return (int) (Double.doubleToRawLongBits(x) >>> DROPPED_BITS);
  }

  private static double lowerBound(int index) {
    return Double.longBitsToDouble((long) index << DROPPED_BITS);
  }

  private void add(int index, long count) {
    if (counts.length == 0) {
      counts = new long[GROWTH];
      offset = Math.max(0, index - GROWTH / 2);
    } else if (index < offset) {
      int wider = Math.min(offset, offset - index + GROWTH);
      long[] grown = new long[counts.length + wider];
      System.arraycopy(counts, 0, grown, wider, counts.length);
      counts = grown;
      offset -= wider;
    } else if (index - offset >= counts.length) {
      counts = Arrays.copyOf(counts, index - offset + GROWTH);
    }
    counts[index - offset] += count;
    total += count;
  }
}
