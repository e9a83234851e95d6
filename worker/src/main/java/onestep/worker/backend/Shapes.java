package onestep.worker.backend;

/** Refuses shapes that do not agree, printing both sides: what every implementation owes. */
public final class Shapes {

  private Shapes() {}

  /** Refuses a block of more than one column. */
  public static void requireVector(String operation, Block block) {
    if (block.columns() != 1) {
      throw new IllegalArgumentException(operation + " needs a block of one column, got " + block);
    }
  }

  /** Refuses blocks that differ in rows or columns. */
  public static void requireSame(String operation, Block a, Block b) {
    if (a.rows() != b.rows() || a.columns() != b.columns()) {
      throw new IllegalArgumentException(operation + ": shapes differ: " + a + " and " + b);
    }
  }

  /** Refuses blocks that differ in rows. */
  public static void requireRows(String operation, Block a, Block b) {
    if (a.rows() != b.rows()) {
      throw new IllegalArgumentException(operation + ": rows differ: " + a + " and " + b);
    }
  }

  /** Refuses an array of another length. */
  public static void requireLength(String operation, String name, int actual, long expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          operation + ": " + name + " must have " + expected + " elements, got " + actual);
    }
  }

  /** Refuses blocks that rows of a fanOut×fanIn matrix cannot be multiplied with. */
  public static void requireProduct(
      String operation, WeightRows w, Block in, Block out, int fanIn, int fanOut) {
    if (w.columns() != fanIn
        || (long) w.firstRow() + w.rows() > fanOut
        || in.columns() != out.columns()) {
      throw new IllegalArgumentException(
          operation + ": shapes do not agree: " + w + ", in " + in + ", out " + out);
    }
  }
}
