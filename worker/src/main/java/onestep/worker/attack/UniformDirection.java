package onestep.worker.attack;

import onestep.worker.backend.Block;
import onestep.worker.network.Network;

/** A direction drawn uniformly, whatever the gradient: p = √d u, u on the unit sphere. */
final class UniformDirection implements Direction {

  @Override
  public Pace turn(Network network, int point, Block vector, double squaredNorm) {
    network.drawDirection(point, vector);
    return new Pace(Double.NaN, vector.rows());
  }
}
