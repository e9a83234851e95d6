package onestep.worker.network;

import java.util.Arrays;
import onestep.contract.cell.Activation;
import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.matrix.Workspace;

/**
 * Products ∇²f(x) v of a network with a smooth activation, each at about the cost of two gradients:
 * the derivative along v of the gradient's own computation (Pearlmutter, "Fast exact multiplication
 * by the Hessian", 1994).
 *
 * <p>With ḣ_l the derivative of h_l along v, u_l = ∂f/∂ψ(h_l) and u̇_l its derivative: ḣ_1 = W_1 v,
 * ḣ_(l+1) = W_(l+1) (ψ'(h_l) ⊙ ḣ_l), u_(l-1) = W_lᵀ (ψ'(h_l) ⊙ u_l) and u̇_(l-1) = W_lᵀ (ψ''(h_l) ⊙
 * ḣ_l ⊙ u_l + ψ'(h_l) ⊙ u̇_l); ∇²f v is u̇_0.
 */
public final class Hessian {

  private final Network network;
  private final Backend backend;
  private final ModelSpec model;
  private final ForwardPass pass;

  /**
   * The Hessians at the points of a pass, which must stay open.
   *
   * @throws IllegalArgumentException if the activation is not smooth; the message names those that
   *     are
   */
  public Hessian(Network network, Backend backend, ForwardPass pass) {
    network.model().activation().requireSmooth();
    this.network = network;
    this.backend = backend;
    this.model = network.model();
    this.pass = pass;
  }

  /**
   * out_j = ∇²f(x_j) v_j. Shapes: v and out d×m, one column for each point of the pass; out is
   * overwritten.
   */
  public void multiply(Block v, Block out) {
    Activation activation = model.activation();
    int depth = model.depth();
    try (Workspace workspace = new Workspace(backend)) {
      Block[] tangents = tangents(v, workspace);
      Block sensitivity = workspace.allocate(model.fanOut(depth), pass.points());
      for (int j = 0; j < pass.points(); j++) {
        backend.copy(network.signs(), sensitivity.columns(j, j + 1));
      }
      Block change = null; // of the sensitivity: 0 at the output
      for (int layer = depth; layer >= 1; layer--) {
        Block h = pass.preactivations(layer);
        Block bent = tangents[layer - 1];
        backend.multiplyElementwise(sensitivity, bent);
        backend.multiplyBySecondDerivative(activation, h, bent);
        if (change != null) {
          backend.multiplyByDerivative(activation, h, change);
          add(change, bent);
        }
        if (layer == 1) {
          network.matrix(1).multiplyTransposed(bent, out);
        } else {
          backend.multiplyByDerivative(activation, h, sensitivity);
          Block lower = workspace.allocate(model.fanIn(layer), pass.points());
          network.matrix(layer).multiplyTransposed(sensitivity, lower);
          change = workspace.allocate(model.fanIn(layer), pass.points());
          network.matrix(layer).multiplyTransposed(bent, change);
          sensitivity = lower;
        }
      }
    }
    float[] factors = new float[pass.points()];
    Arrays.fill(factors, (float) network.outputFactor());
    backend.scale(factors, out);
  }

  /** ḣ_1 to ḣ_L. */
  private Block[] tangents(Block v, Workspace workspace) {
    Block[] tangents = new Block[model.depth()];
    for (int layer = 1; layer <= model.depth(); layer++) {
      Block tangent = workspace.allocate(model.fanOut(layer), pass.points());
      if (layer == 1) {
        network.matrix(1).multiply(v, tangent);
      } else {
        try (Block active = backend.allocate(model.fanIn(layer), pass.points())) {
          backend.copy(tangents[layer - 2], active);
          backend.multiplyByDerivative(model.activation(), pass.preactivations(layer - 1), active);
          network.matrix(layer).multiply(active, tangent);
        }
      }
      tangents[layer - 1] = tangent;
    }
    return tangents;
  }

  private void add(Block a, Block b) {
    for (int j = 0; j < b.columns(); j++) {
      backend.addScaled(a.columns(j, j + 1), new float[] {1}, b.columns(j, j + 1));
    }
  }
}
