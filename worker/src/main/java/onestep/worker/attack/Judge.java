package onestep.worker.attack;

import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Network;

/** Looks at f and ∇f where trials start, and ends those from which there is nowhere to go. */
final class Judge {

  private final Backend backend;

  Judge(Backend backend) {
    this.backend = backend;
  }

  /**
   * Judges the points of a pass; those that can be searched have no outcome yet.
   *
   * @param gradients d×m, overwritten: the gradients
   * @param first index of the first of the points among the network's
   */
  LineStarts starts(Network network, ForwardPass pass, Block gradients, int first, Trials trials) {
    double[] values = pass.values();
    double[] errors = new double[values.length];
    network.backward(pass, gradients, errors);
    LineStarts starts = new LineStarts(first, values, errors);
    double[] squares = new double[values.length];
    backend.squaredNorms(gradients, squares);
    for (int j = 0; j < values.length; j++) {
      trials.checkFinite(first + j, "f(x)", values[j]);
      trials.checkFinite(first + j, "the squared norm of the gradient", squares[j]);
      trials.checkFinite(first + j, "the sum of the squared preactivations", errors[j]);
      trials.start(first + j, values[j], Math.sqrt(squares[j]));
      boolean underflow = squares[j] < Network.smallestSquare(gradients.rows());
      if (values[j] == 0 || underflow) {
        boolean degenerate = !underflow || network.isDead(pass, j);
        trials.end(first + j, degenerate ? Outcome.DEGENERATE : Outcome.UNRESOLVED, Double.NaN);
      } else if (Math.abs(values[j]) <= errors[j]) {
        trials.end(first + j, Outcome.UNRESOLVED, Double.NaN);
      } else {
        starts.search(j, squares[j]);
      }
    }
    return starts;
  }
}
