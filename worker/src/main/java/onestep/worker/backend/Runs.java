package onestep.worker.backend;

import java.util.Arrays;

/** Columns that are given by an index each, taken together where neighbours have the same. */
final class Runs {

  private Runs() {}

  /** Takes columns [from, to), which all have this index. */
  interface Run {
    void accept(int index, int from, int to);
  }

  /** Calls for each run of equal indices of the columns of a block. */
  static void forEach(int[] indices, Block of, Run run) {
    Shapes.requireLength("columns", "their indices", indices.length, of.columns());
    for (int from = 0; from < indices.length; ) {
      int to = from + 1;
      while (to < indices.length && indices[to] == indices[from]) {
        to++;
      }
      run.accept(indices[from], from, to);
      from = to;
    }
  }

  static float[] filled(int length, float value) {
    float[] array = new float[length];
    Arrays.fill(array, value);
    return array;
  }
}
