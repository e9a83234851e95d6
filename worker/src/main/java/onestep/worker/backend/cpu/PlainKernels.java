package onestep.worker.backend.cpu;

import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;

/** The kernels in plain Java, for JVMs without the Vector API. */
final class PlainKernels implements Kernels {

  private final NormalStream normals = new NormalStream();
  private final float[] lanes = new float[LANES];

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public void normals(StreamId stream, long first, float[] out, int offset, int count) {
    normals.fill(stream, first, out, offset, count);
  }

  @Override
  public double dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    java.util.Arrays.fill(lanes, 0f);
    for (int i = 0; i < length; i++) {
      lanes[i % LANES] = Math.fma(a[aOffset + i], b[bOffset + i], lanes[i % LANES]);
    }
    double sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  @Override
  public void multiplyTile(
      float[] panel,
      int panelOffset,
      float[] tile,
      int tileOffset,
      int steps,
      float[][] out,
      int row) {
    for (int c = 0; c < TILE; c++) {
      for (int r = 0; r < LANES; r++) {
        float sum = out[c][row + r];
        for (int j = 0; j < steps; j++) {
          sum = Math.fma(panel[panelOffset + LANES * j + r], tile[tileOffset + TILE * j + c], sum);
        }
        out[c][row + r] = sum;
      }
    }
  }

  @Override
  public void multiplyColumn(
      float[] panel, int panelOffset, float[] v, int vOffset, int steps, float[] out, int row) {
    for (int r = 0; r < LANES; r++) {
      float sum = out[row + r];
      for (int j = 0; j < steps; j++) {
        sum = Math.fma(panel[panelOffset + LANES * j + r], v[vOffset + j], sum);
      }
      out[row + r] = sum;
    }
  }

  @Override
  public void multiplyTransposedTile(
      float[] panel,
      int panelOffset,
      int rows,
      float[] tile,
      int tileOffset,
      int steps,
      float[][] out,
      int column) {
    for (int c = 0; c < TILE; c++) {
      for (int j = 0; j < steps; j++) {
        float sum = out[c][column + j];
        for (int r = 0; r < rows; r++) {
          sum = Math.fma(panel[panelOffset + LANES * j + r], tile[tileOffset + TILE * r + c], sum);
        }
        out[c][column + j] = sum;
      }
    }
  }

  @Override
  public void multiplyTransposedColumn(
      float[] panel,
      int panelOffset,
      int rows,
      float[] b,
      int bOffset,
      int steps,
      float[] out,
      int column) {
    for (int j = 0; j < steps; j++) {
      float sum = out[column + j];
      for (int r = 0; r < rows; r++) {
        sum = Math.fma(panel[panelOffset + LANES * j + r], b[bOffset + r], sum);
      }
      out[column + j] = sum;
    }
  }
}
