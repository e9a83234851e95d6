package onestep.worker.backend.cpu.vector;

import static onestep.worker.backend.cpu.vector.Lanes.FLOATS;
import static onestep.worker.backend.cpu.vector.Lanes.LENGTH;
import static onestep.worker.backend.cpu.vector.Lanes.PARTS;

import jdk.incubator.vector.FloatVector;
import onestep.worker.backend.cpu.Kernels;
import onestep.worker.backend.cpu.Panels;

/** The kernels in the Vector API. */
public final class VectorKernels implements Kernels {

  private final VectorProducts products = new VectorProducts();
  private final float[] lanes = new float[LANES];
  private final float[][] lanesOfDots = new float[DOTS][LANES];

  /** New kernels with their own scratch memory. */
  public VectorKernels() {}

  @Override
  public String name() {
    return "vector-" + FLOATS.vectorBitSize();
  }

  @Override
  public double dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    int whole = length - length % LANES;
    for (int part = 0; part < PARTS; part += 2) {
      if (part + 1 < PARTS) {
        twoParts(a, aOffset, b, bOffset, whole, part * LENGTH);
      } else {
        onePart(a, aOffset, b, bOffset, whole, part * LENGTH);
      }
    }
    for (int i = 0; i < length - whole; i++) {
      lanes[i] = Math.fma(a[aOffset + whole + i], b[bOffset + whole + i], lanes[i]);
    }
    double sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  @Override
  public void dots(float[][] a, int first, float[] b, int from, int length, double[] sums) {
    int whole = length - length % LANES;
    for (int part = 0; part < PARTS; part++) {
      fourChains(a, first, b, from, whole, part * LENGTH);
    }
    for (int k = 0; k < DOTS; k++) {
      float[] chains = lanesOfDots[k];
      for (int i = 0; i < length - whole; i++) {
        chains[i] = Math.fma(a[first + k][from + whole + i], b[from + whole + i], chains[i]);
      }
      double sum = 0;
      for (float lane : chains) {
        sum += lane;
      }
      sums[k] = sum;
    }
  }

  private void fourChains(float[][] a, int first, float[] b, int from, int whole, int lane) {
    float[] a0 = a[first];
    float[] a1 = a[first + 1];
    float[] a2 = a[first + 2];
    float[] a3 = a[first + 3];
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int i = from + lane; i < from + whole; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, b, i);
      s0 = FloatVector.fromArray(FLOATS, a0, i).fma(x, s0);
      s1 = FloatVector.fromArray(FLOATS, a1, i).fma(x, s1);
      s2 = FloatVector.fromArray(FLOATS, a2, i).fma(x, s2);
      s3 = FloatVector.fromArray(FLOATS, a3, i).fma(x, s3);
    }
    s0.intoArray(lanesOfDots[0], lane);
    s1.intoArray(lanesOfDots[1], lane);
    s2.intoArray(lanesOfDots[2], lane);
    s3.intoArray(lanesOfDots[3], lane);
  }

  @Override
  public void addScaled(float[][] a, int first, int until, float[] c, float[] b, int from, int to) {
    int i = from;
    for (; i + 4 * LENGTH <= to; i += 4 * LENGTH) {
      fourVectors(a, first, until, c, b, i);
    }
    for (; i + LENGTH <= to; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(FLOATS, b, i);
      for (int k = first; k < until; k++) {
        sum = FloatVector.fromArray(FLOATS, a[k], i).fma(FloatVector.broadcast(FLOATS, c[k]), sum);
      }
      sum.intoArray(b, i);
    }
    for (; i < to; i++) {
      for (int k = first; k < until; k++) {
        b[i] = Math.fma(c[k], a[k][i], b[i]);
      }
    }
  }

  /** A piece of b stays in registers while all vectors are added to it. */
  private static void fourVectors(float[][] a, int first, int until, float[] c, float[] b, int i) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, b, i);
    FloatVector s1 = FloatVector.fromArray(FLOATS, b, i + LENGTH);
    FloatVector s2 = FloatVector.fromArray(FLOATS, b, i + 2 * LENGTH);
    FloatVector s3 = FloatVector.fromArray(FLOATS, b, i + 3 * LENGTH);
    for (int k = first; k < until; k++) {
      float[] vector = a[k];
      FloatVector factor = FloatVector.broadcast(FLOATS, c[k]);
      s0 = FloatVector.fromArray(FLOATS, vector, i).fma(factor, s0);
      s1 = FloatVector.fromArray(FLOATS, vector, i + LENGTH).fma(factor, s1);
      s2 = FloatVector.fromArray(FLOATS, vector, i + 2 * LENGTH).fma(factor, s2);
      s3 = FloatVector.fromArray(FLOATS, vector, i + 3 * LENGTH).fma(factor, s3);
    }
    s0.intoArray(b, i);
    s1.intoArray(b, i + LENGTH);
    s2.intoArray(b, i + 2 * LENGTH);
    s3.intoArray(b, i + 3 * LENGTH);
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
    low.intoArray(lanes, lane);
    high.intoArray(lanes, lane + LENGTH);
  }

  private void onePart(float[] a, int aOffset, float[] b, int bOffset, int whole, int lane) {
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int i = lane; i < whole; i += LANES) {
      FloatVector left = FloatVector.fromArray(FLOATS, a, aOffset + i);
      sum = left.fma(FloatVector.fromArray(FLOATS, b, bOffset + i), sum);
    }
    sum.intoArray(lanes, lane);
  }

  @Override
  public void multiply(Panels w, float[][] v, float[][] out) {
    products.multiply(w, v, out);
  }

  @Override
  public void multiplyTransposed(Panels w, float[][] b, float[][] out) {
    products.multiplyTransposed(w, b, out);
  }
}
