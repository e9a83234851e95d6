package onestep.worker.backend;

/**
 * A block of m column vectors of n float32 numbers each, held by a {@link Backend}. Each column is
 * contiguous.
 *
 * <p>A block belongs to the backend that allocated it. Closing it gives its memory back to that
 * backend's pool; closing a view does nothing.
 */
public interface Block extends AutoCloseable {

  /** Length n of each column. */
  int rows();

  /** Number m of columns. */
  int columns();

  /** A view of columns {@code from} (inclusive) to {@code to} (exclusive), sharing the storage. */
  Block columns(int from, int to);

  @Override
  void close();
}
