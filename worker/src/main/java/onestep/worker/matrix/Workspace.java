package onestep.worker.matrix;

import java.util.ArrayDeque;
import java.util.Deque;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;

/** Owns blocks and whatever else must be closed with them, last opened first closed. */
public final class Workspace implements AutoCloseable {

  private final Backend backend;
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /** An empty workspace on a backend. */
  public Workspace(Backend backend) {
    this.backend = backend;
  }

  /** Allocates a block with undefined contents that lives until this workspace closes. */
  public Block allocate(int rows, int columns) {
    Block block = backend.allocate(rows, columns);
    closers.push(block::close);
    return block;
  }

  /** Takes over a matrix. */
  public GaussianMatrix own(GaussianMatrix matrix) {
    closers.push(matrix::close);
    return matrix;
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
