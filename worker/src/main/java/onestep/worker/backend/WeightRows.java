package onestep.worker.backend;

/** Consecutive rows of a Gaussian matrix with unit variance, in a backend's own layout. */
public interface WeightRows extends AutoCloseable {

  /** Index of the first row within the matrix. */
  int firstRow();

  /** Number of rows. */
  int rows();

  /** Number of columns n. */
  int columns();

  @Override
  void close();
}
