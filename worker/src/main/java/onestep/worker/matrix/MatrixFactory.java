package onestep.worker.matrix;

import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Backend;
import onestep.worker.random.StreamId;

/** Makes the matrices of networks. */
@FunctionalInterface
public interface MatrixFactory {

  /**
   * W_layer of a network.
   *
   * @param modelId {@code model.id()}, which names the random streams
   * @param layer from 1
   */
  GaussianMatrix create(Backend backend, ModelSpec model, String modelId, int network, int layer);

  /**
   * Matrices by each model's own sampler.
   *
   * @param keptWeightBytes bytes of weights that one dense matrix may keep
   */
  static MatrixFactory bySampler(long keptWeightBytes) {
    return (backend, model, modelId, network, layer) ->
        switch (model.sampler()) {
          case DENSE ->
              new DenseMatrix(
                  backend,
                  StreamId.weights(modelId, network, layer),
                  model.fanOut(layer),
                  model.fanIn(layer),
                  model.gain(),
                  keptWeightBytes);
          case CONDITIONED ->
              new ConditionedMatrix(
                  backend,
                  StreamId.forward(modelId, network, layer),
                  StreamId.transposed(modelId, network, layer),
                  model.fanOut(layer),
                  model.fanIn(layer),
                  model.gain());
        };
  }
}
