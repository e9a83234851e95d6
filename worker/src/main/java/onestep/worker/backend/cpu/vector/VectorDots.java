package onestep.worker.backend.cpu.vector;

import static onestep.worker.backend.cpu.vector.Lanes.FLOATS;
import static onestep.worker.backend.cpu.vector.Lanes.LENGTH;
import static onestep.worker.backend.cpu.vector.Lanes.PARTS;

import jdk.incubator.vector.FloatVector;
import onestep.worker.backend.Backend;
import onestep.worker.backend.cpu.Kernels;

/**
 * Inner products of several vectors with several others, each in 16 logical lanes that are then
 * summed in double, block by block.
 *
 * <p>A chain of multiply-adds waits for itself, so eight run at once: those of four vectors with
 * two others, which read six numbers for eight multiply-adds; of eight vectors with one; or, of a
 * single pair, those of eight blocks.
 */
final class VectorDots {

  private static final int LANES = Kernels.LANES;
  private static final int BLOCK = Backend.REDUCTION_BLOCK;
  private static final int CHAINS = 8;

  /** Vectors of a, and of b, in a tile. */
  private static final int HEIGHT = 4;

  private static final int WIDTH = 2;

  /** The lanes of each chain. */
  private final float[][] lanes = new float[CHAINS][LANES];

  /** See Kernels#addDots. */
  void add(float[][] a, float[][] b, int from, int to, double[] sums) {
    if (a.length == 1) {
      for (int j = 0; j < b.length; j++) {
        sums[j] = addPair(a[0], b[j], from, to, sums[j]);
      }
      return;
    }
    for (int begin = from; begin < to; begin += BLOCK) {
      addBlock(a, b, begin, Math.min(to, begin + BLOCK), sums);
    }
  }

  private void addBlock(float[][] a, float[][] b, int from, int to, double[] sums) {
    int whole = to - (to - from) % LANES;
    int i = 0;
    for (; i + HEIGHT <= a.length && b.length >= WIDTH; i += HEIGHT) {
      for (int j = 0; j + WIDTH <= b.length; j += WIDTH) {
        for (int part = 0; part < PARTS; part++) {
          tile(a, i, b, j, from, whole, part * LENGTH);
        }
        for (int t = 0; t < CHAINS; t++) {
          int row = i + t % HEIGHT;
          int column = j + t / HEIGHT;
          sums[row * b.length + column] += sum(lanes[t], a[row], b[column], whole, to);
        }
      }
      if (b.length % WIDTH != 0) {
        addStrip(a, i, HEIGHT, b, b.length - 1, from, whole, to, sums);
      }
    }
    for (; i < a.length; i += HEIGHT) {
      for (int j = 0; j < b.length; j++) {
        addStrip(a, i, Math.min(HEIGHT, a.length - i), b, j, from, whole, to, sums);
      }
    }
  }

  /** Adds the products of {@code count} ≤ 4 vectors of a with b[j]. */
  private void addStrip(
      float[][] a,
      int i,
      int count,
      float[][] b,
      int j,
      int from,
      int whole,
      int to,
      double[] sums) {
    for (int part = 0; part < PARTS; part++) {
      strip(a, i, i + count - 1, b[j], from, whole, part * LENGTH);
    }
    for (int k = 0; k < count; k++) {
      sums[(i + k) * b.length + j] += sum(lanes[k], a[i + k], b[j], whole, to);
    }
  }

  /** The sum with the product of a and b over [from, to) added, block by block. */
  private double addPair(float[] a, float[] b, int from, int to, double sum) {
    int begin = from;
    for (; begin + CHAINS * BLOCK <= to; begin += CHAINS * BLOCK) {
      for (int part = 0; part < PARTS; part++) {
        blocks(a, b, begin, part * LENGTH);
      }
      for (int k = 0; k < CHAINS; k++) {
        sum += sum(lanes[k], a, b, to, to);
      }
    }
    for (; begin < to; begin += BLOCK) {
      sum += one(a, begin, b, begin, Math.min(BLOCK, to - begin));
    }
    return sum;
  }

  /** Four vectors with two others: product k + 4 l is that of a[i + k] and b[j + l]. */
  private void tile(float[][] a, int i, float[][] b, int j, int from, int whole, int lane) {
    float[] a0 = a[i];
    float[] a1 = a[i + 1];
    float[] a2 = a[i + 2];
    float[] a3 = a[i + 3];
    float[] b0 = b[j];
    float[] b1 = b[j + 1];
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    FloatVector t0 = FloatVector.zero(FLOATS);
    FloatVector t1 = FloatVector.zero(FLOATS);
    FloatVector t2 = FloatVector.zero(FLOATS);
    FloatVector t3 = FloatVector.zero(FLOATS);
    for (int n = from + lane; n < whole; n += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, b0, n);
      FloatVector y = FloatVector.fromArray(FLOATS, b1, n);
      FloatVector v = FloatVector.fromArray(FLOATS, a0, n);
      s0 = v.fma(x, s0);
      t0 = v.fma(y, t0);
      v = FloatVector.fromArray(FLOATS, a1, n);
      s1 = v.fma(x, s1);
      t1 = v.fma(y, t1);
      v = FloatVector.fromArray(FLOATS, a2, n);
      s2 = v.fma(x, s2);
      t2 = v.fma(y, t2);
      v = FloatVector.fromArray(FLOATS, a3, n);
      s3 = v.fma(x, s3);
      t3 = v.fma(y, t3);
    }
    s0.intoArray(lanes[0], lane);
    s1.intoArray(lanes[1], lane);
    s2.intoArray(lanes[2], lane);
    s3.intoArray(lanes[3], lane);
    t0.intoArray(lanes[4], lane);
    t1.intoArray(lanes[5], lane);
    t2.intoArray(lanes[6], lane);
    t3.intoArray(lanes[7], lane);
  }

  /** Four vectors a[i] to a[last], the last one repeated, with another one. */
  private void strip(float[][] a, int i, int last, float[] b, int from, int whole, int lane) {
    float[] a0 = a[i];
    float[] a1 = a[Math.min(i + 1, last)];
    float[] a2 = a[Math.min(i + 2, last)];
    float[] a3 = a[Math.min(i + 3, last)];
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int n = from + lane; n < whole; n += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, n);
      s0 = FloatVector.fromArray(FLOATS, a0, n).fma(x, s0);
      s1 = FloatVector.fromArray(FLOATS, a1, n).fma(x, s1);
      s2 = FloatVector.fromArray(FLOATS, a2, n).fma(x, s2);
      s3 = FloatVector.fromArray(FLOATS, a3, n).fma(x, s3);
    }
    s0.intoArray(lanes[0], lane);
    s1.intoArray(lanes[1], lane);
    s2.intoArray(lanes[2], lane);
    s3.intoArray(lanes[3], lane);
  }

  /** Eight blocks of a pair. */
  private void blocks(float[] a, float[] b, int from, int lane) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    FloatVector s4 = FloatVector.zero(FLOATS);
    FloatVector s5 = FloatVector.zero(FLOATS);
    FloatVector s6 = FloatVector.zero(FLOATS);
    FloatVector s7 = FloatVector.zero(FLOATS);
    for (int n = from + lane; n < from + BLOCK; n += LANES) {
      s0 = product(a, b, n, s0);
      s1 = product(a, b, n + BLOCK, s1);
      s2 = product(a, b, n + 2 * BLOCK, s2);
      s3 = product(a, b, n + 3 * BLOCK, s3);
      s4 = product(a, b, n + 4 * BLOCK, s4);
      s5 = product(a, b, n + 5 * BLOCK, s5);
      s6 = product(a, b, n + 6 * BLOCK, s6);
      s7 = product(a, b, n + 7 * BLOCK, s7);
    }
    s0.intoArray(lanes[0], lane);
    s1.intoArray(lanes[1], lane);
    s2.intoArray(lanes[2], lane);
    s3.intoArray(lanes[3], lane);
    s4.intoArray(lanes[4], lane);
    s5.intoArray(lanes[5], lane);
    s6.intoArray(lanes[6], lane);
    s7.intoArray(lanes[7], lane);
  }

  private static FloatVector product(float[] a, float[] b, int at, FloatVector sum) {
    return FloatVector.fromArray(FLOATS, a, at).fma(FloatVector.fromArray(FLOATS, b, at), sum);
  }

  /** See Kernels#dot: with one pair of vectors there are the parts of the lanes to run at once. */
  double one(float[] a, int aOffset, float[] b, int bOffset, int length) {
    int whole = length - length % LANES;
    for (int part = 0; part < PARTS; part += 2) {
      if (part + 1 < PARTS) {
        twoParts(a, aOffset, b, bOffset, whole, part * LENGTH);
      } else {
        onePart(a, aOffset, b, bOffset, whole, part * LENGTH);
      }
    }
    for (int i = 0; i < length - whole; i++) {
      lanes[0][i] = Math.fma(a[aOffset + whole + i], b[bOffset + whole + i], lanes[0][i]);
    }
    return sum(lanes[0]);
  }

  private void twoParts(float[] a, int aOffset, float[] b, int bOffset, int whole, int lane) {
    FloatVector low = FloatVector.zero(FLOATS);
    FloatVector high = FloatVector.zero(FLOATS);
    for (int i = lane; i < whole; i += LANES) {
      FloatVector a0 = FloatVector.fromArray(FLOATS, a, aOffset + i);
      FloatVector a1 = FloatVector.fromArray(FLOATS, a, aOffset + i + LENGTH);
      low = a0.fma(FloatVector.fromArray(FLOATS, b, bOffset + i), low);
      high = a1.fma(FloatVector.fromArray(FLOATS, b, bOffset + i + LENGTH), high);
    }
    low.intoArray(lanes[0], lane);
    high.intoArray(lanes[0], lane + LENGTH);
  }

  private void onePart(float[] a, int aOffset, float[] b, int bOffset, int whole, int lane) {
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int i = lane; i < whole; i += LANES) {
      FloatVector left = FloatVector.fromArray(FLOATS, a, aOffset + i);
      sum = left.fma(FloatVector.fromArray(FLOATS, b, bOffset + i), sum);
    }
    sum.intoArray(lanes[0], lane);
  }

  /** Adds the products over [from, to), fewer than 16, to lanes 0, 1, …, then sums the lanes. */
  private static double sum(float[] lanes, float[] a, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      lanes[i - from] = Math.fma(a[i], b[i], lanes[i - from]);
    }
    return sum(lanes);
  }

  private static double sum(float[] lanes) {
    double sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }
}
