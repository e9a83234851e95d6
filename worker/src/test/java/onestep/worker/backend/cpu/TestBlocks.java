package onestep.worker.backend.cpu;

import java.util.Random;
import onestep.worker.backend.Block;

/** Blocks and numbers for tests. */
final class TestBlocks {

  private TestBlocks() {}

  /** A block with the given values, column by column. */
  static Block block(CpuBackend backend, int rows, int columns, float[] values) {
    Block block = backend.allocate(rows, columns);
    backend.write(values, block);
    return block;
  }

  /** Standard normals of Java's own generator. */
  static float[] gaussians(int count, int seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
