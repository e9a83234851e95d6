package onestep.worker.law;

import java.util.ArrayList;
import java.util.List;
import onestep.contract.cell.ModelSpec;
import onestep.worker.network.ReferenceNetwork;

/**
 * All sign changes of a deep piecewise linear network along a line, exact up to rounding of
 * doubles: what a scan is held against.
 *
 * <p>Between kinks f(x + t p) is a straight line, and so is every preactivation, h_l = α_l + β_l t.
 * The walk goes from kink to kink of whichever neuron comes next, and looks for a zero of f in each
 * piece. A piece costs as much as two evaluations of the network.
 */
final class LineWalk {

  private static final double NOTHING = 1e-13;

  private final ReferenceNetwork network;
  private final ModelSpec model;
  private final double[] signs;
  private final double slopeBelow;

  /** α_1 and β_1. */
  private final double[] start;

  private final double[] direction;

  /** Whether each neuron is above its kink. */
  private final boolean[][] above;

  private final double[][] alpha;
  private final double[][] beta;

  private LineWalk(ReferenceNetwork network, double[] x, double[] p) {
    this.network = network;
    this.model = network.model();
    this.signs = network.signs();
    this.slopeBelow = model.activation().slopeBelow();
    this.start = network.multiply(1, x);
    this.direction = network.multiply(1, p);
    this.above = new boolean[model.depth()][];
    this.alpha = new double[model.depth()][];
    this.beta = new double[model.depth()][];
    for (int layer = 1; layer <= model.depth(); layer++) {
      above[layer - 1] = new boolean[model.fanOut(layer)];
    }
  }

  /**
   * The t in (0, limit] at which the sign of f(x + t p) changes, 0 counting as a sign of its own:
   * ascending.
   */
  static List<Double> signChanges(ReferenceNetwork network, double[] x, double[] p, double limit) {
    return new LineWalk(network, x, p).walk(limit);
  }

  private List<Double> walk(double limit) {
    List<Double> changes = new ArrayList<>();
    chooseSides();
    double sign = sign(value(0));
    double t = 0;
    while (t < limit) {
      Kink kink = nextKink(t);
      double end = Math.min(kink.time(), limit);
      double after = sign(value(end));
      if (after != sign) {
        changes.add(Math.min(end, Math.max(t, -intercept() / slope())));
        sign = after;
      }
      if (kink.time() < limit) {
        above[kink.layer()][kink.neuron()] ^= true;
        propagate(kink.layer() + 1);
      }
      t = end;
    }
    return changes;
  }

  /** Where a layer has gone out f is 0, and rounding must not make that a sign. */
  private static double sign(double value) {
    return Math.abs(value) < NOTHING ? 0 : Math.signum(value);
  }

  /** Sides at 0+: a neuron at its kink is on the side to which it moves. */
  private void chooseSides() {
    for (int layer = 0; layer < model.depth(); layer++) {
      propagateTo(layer);
      for (int i = 0; i < above[layer].length; i++) {
        double h = alpha[layer][i] == 0 ? beta[layer][i] : alpha[layer][i];
        above[layer][i] = h > 0;
      }
    }
  }

  private void propagate(int from) {
    for (int layer = from; layer < model.depth(); layer++) {
      propagateTo(layer);
    }
  }

  /** α and β of a layer, counted from 0, from those below it. */
  private void propagateTo(int layer) {
    if (layer == 0) {
      alpha[0] = start.clone();
      beta[0] = direction.clone();
    } else {
      alpha[layer] = network.multiply(layer + 1, active(layer - 1, alpha[layer - 1]));
      beta[layer] = network.multiply(layer + 1, active(layer - 1, beta[layer - 1]));
    }
  }

  /** ψ' ⊙ v on a layer's present sides. */
  private double[] active(int layer, double[] v) {
    double[] active = v.clone();
    for (int i = 0; i < active.length; i++) {
      active[i] *= above[layer][i] ? 1 : slopeBelow;
    }
    return active;
  }

  private record Kink(int layer, int neuron, double time) {}

  /** The next neuron to reach its kink from t on, whatever rounding says of where it is now. */
  private Kink nextKink(double t) {
    Kink next = new Kink(0, 0, Double.POSITIVE_INFINITY);
    for (int layer = 0; layer < model.depth(); layer++) {
      for (int i = 0; i < above[layer].length; i++) {
        double speed = beta[layer][i];
        boolean approaching = above[layer][i] ? speed < 0 : speed > 0;
        if (approaching) {
          double time = Math.max(t, -alpha[layer][i] / speed);
          if (time < next.time()) {
            next = new Kink(layer, i, time);
          }
        }
      }
    }
    return next;
  }

  private double value(double t) {
    return intercept() + slope() * t;
  }

  private double intercept() {
    return output(alpha[model.depth() - 1]);
  }

  private double slope() {
    return output(beta[model.depth() - 1]);
  }

  private double output(double[] last) {
    double[] active = active(model.depth() - 1, last);
    double sum = 0;
    for (int i = 0; i < active.length; i++) {
      sum += signs[i] * active[i];
    }
    return sum / Math.sqrt(active.length);
  }
}
