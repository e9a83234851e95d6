package onestep.worker.matrix;

import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Backend;
import onestep.worker.random.StreamId;

/** Makes the matrices of networks. */
public final class Matrices {

  private Matrices() {}

  /**
   * W_layer of a network, by the model's sampler.
   *
   * @param modelId the model's id, which names the random streams
   * @param layer from 1
   * @param byteBudget bytes of weights that a dense matrix may keep
   */
  public static GaussianMatrix create(
      Backend backend, ModelSpec model, String modelId, int network, int layer, long byteBudget) {
    int rows = model.fanOut(layer);
    int columns = model.fanIn(layer);
    return switch (model.sampler()) {
      case DENSE ->
          new DenseMatrix(
              backend,
              StreamId.weights(modelId, network, layer),
              rows,
              columns,
              model.gain(),
              byteBudget);
      case CONDITIONED ->
          new ConditionedMatrix(
              backend,
              StreamId.forward(modelId, network, layer),
              StreamId.transposed(modelId, network, layer),
              rows,
              columns,
              model.gain());
    };
  }
}
