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
