package onestep.worker.backend.cpu.vector;

import static onestep.worker.backend.cpu.vector.Lanes.FLOATS;

import onestep.worker.backend.cpu.Kernels;
import onestep.worker.backend.cpu.Panels;

/** The kernels in the Vector API. */
public final class VectorKernels implements Kernels {

  private final VectorProducts products = new VectorProducts();
  private final VectorDots dots = new VectorDots();

  /** New kernels with their own scratch memory. */
  public VectorKernels() {}

  @Override
  public String name() {
    return "vector-" + FLOATS.vectorBitSize();
  }

  @Override
  public double dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    return dots.one(a, aOffset, b, bOffset, length);
  }

  @Override
  public void addDots(float[][] a, float[][] b, int from, int to, double[] sums) {
    dots.add(a, b, from, to, sums);
  }

  @Override
  public void addScaled(
      float[][] a, int first, int until, float[][] c, float[][] b, int from, int to) {
    VectorSums.add(a, first, until, c, b, from, to);
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
