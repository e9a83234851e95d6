package onestep.worker.attack;

import onestep.worker.backend.Block;
import onestep.worker.network.Network;

/** Along the gradient: p = ∇f(x). */
final class GradientDirection implements Direction {

  @Override
  public boolean isGradient() {
    return true;
  }

  @Override
  public Pace turn(Network network, int point, Block vector, double squaredNorm) {
    return new Pace(squaredNorm, squaredNorm);
  }
}
