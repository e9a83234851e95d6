package onestep.worker.network;

import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.matrix.Workspace;

/** What a network computed on the way to its values at m points. */
public final class ForwardPass implements AutoCloseable {

  private final Workspace workspace;
  private final Block[] preactivations;
  private final double[] values;

  ForwardPass(Backend backend, ModelSpec model, int points) {
    this.workspace = new Workspace(backend);
    this.preactivations = new Block[model.depth()];
    this.values = new double[points];
    try {
      for (int layer = 1; layer <= model.depth(); layer++) {
        preactivations[layer - 1] = workspace.allocate(model.fanOut(layer), points);
      }
    } catch (RuntimeException | Error e) {
      workspace.close();
      throw e;
    }
  }

  /** Number of points m. */
  public int points() {
    return values.length;
  }

  /** f at each point; the array is this pass's own. */
  public double[] values() {
    return values;
  }

  /** h_layer, k_layer×m; layers count from 1. */
  public Block preactivations(int layer) {
    return preactivations[layer - 1];
  }

  @Override
  public void close() {
    workspace.close();
  }
}
