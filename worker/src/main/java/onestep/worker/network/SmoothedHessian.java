package onestep.worker.network;

import java.util.Arrays;
import onestep.contract.cell.Activation;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;

/**
 * Products with the Hessian of a smoothed network of one hidden layer with a kink: that of τ
 * softplus(t/τ) in place of max(0, t), H = k^(-1/2) Σ a_l w_l w_lᵀ softplus''(w_l·x / τ) / τ. It
 * tells the directions in which the gradient turns most within steps that change w·x by about τ.
 */
public final class SmoothedHessian {

  private final Network network;
  private final Backend backend;
  private final ForwardPass pass;
  private final double temperature;

  /**
   * At the points of a pass, which must stay open.
   *
   * @param temperature τ
   * @throws IllegalArgumentException if the network has more than one hidden layer
   */
  public SmoothedHessian(Network network, Backend backend, ForwardPass pass, double temperature) {
    if (network.depth() != 1) {
      throw new IllegalArgumentException(
          "a smoothed Hessian is of one hidden layer, got depth " + network.depth());
    }
    this.network = network;
    this.backend = backend;
    this.pass = pass;
    this.temperature = temperature;
  }

  /** out_j = H(x_j) v_j. Shapes: v and out d×m; out is overwritten. */
  public void multiply(Block v, Block out) {
    int m = pass.points();
    int width = network.model().fanOut(1);
    try (Block bent = backend.allocate(width, m);
        Block h = backend.allocate(width, m)) {
      network.matrix(1).multiply(v, bent);
      backend.copy(pass.preactivations(1), h);
      backend.scale(filled(m, 1 / temperature), h);
      backend.multiplyBySecondDerivative(Activation.SOFTPLUS, h, bent);
      for (int j = 0; j < m; j++) {
        backend.multiplyElementwise(network.signs(), bent.columns(j, j + 1));
      }
      network.matrix(1).multiplyTransposed(bent, out);
    }
    backend.scale(filled(m, network.outputFactor() / temperature), out);
  }

  private static float[] filled(int length, double value) {
    float[] array = new float[length];
    Arrays.fill(array, (float) value);
    return array;
  }
}
