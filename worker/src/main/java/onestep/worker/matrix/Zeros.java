package onestep.worker.matrix;

import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;

/** Clears blocks. */
final class Zeros {

  private Zeros() {}

  /** out = 0. */
  static void fill(Backend backend, Block out) {
    // Column by column: the host needs zeros for one.
    float[] zeros = new float[out.rows()];
    for (int j = 0; j < out.columns(); j++) {
      backend.write(zeros, out.columns(j, j + 1));
    }
  }
}
