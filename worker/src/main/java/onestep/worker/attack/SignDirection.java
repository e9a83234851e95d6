package onestep.worker.attack;

import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.network.Network;

/** Along the signs of the gradient's coordinates: p = sign ∇f(x), of length √d. */
final class SignDirection implements Direction {

  private final Backend backend;

  SignDirection(Backend backend) {
    this.backend = backend;
  }

  /** The fall is ‖∇f(x)‖₁. Coordinates that are exactly 0 stay 0. */
  @Override
  public Pace turn(Network network, int point, Block vector, double squaredNorm) {
    float[] coordinates = backend.read(vector);
    double sum = 0;
    int moving = 0;
    for (int i = 0; i < coordinates.length; i++) {
      sum += Math.abs(coordinates[i]);
      moving += coordinates[i] == 0 ? 0 : 1;
      coordinates[i] = Math.signum(coordinates[i]);
    }
    backend.write(coordinates, vector);
    return new Pace(sum, moving);
  }
}
