package onestep.worker.attack;

import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.Network;
import onestep.worker.network.ReferenceNetwork;

/**
 * A small network attacked at one point, beside the same network in double precision. Weights are
 * read back after the attack, so that a conditioned network is the same one.
 *
 * @param row the trial
 * @param reference the network
 * @param x the point
 * @param direction the random direction of the point, of length √d
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier: nobody compares or prints it
record AttackedNetwork(
    NetworkTrials row, ReferenceNetwork reference, double[] x, double[] direction) {

  static final int DIMENSION = 11;
  private static final int WIDTH = 14;

  static CellSpec cell(
      Activation activation, int depth, Sampler sampler, int points, AttackSpec attack) {
    return new CellSpec(
        new ModelSpec(Collections.nCopies(depth, WIDTH), DIMENSION, activation, 2, sampler, 5),
        attack,
        points,
        CellSpec.CPU_NUMERICS);
  }

  static AttackedNetwork of(CellSpec cell, int number, Backend backend) {
    try (Network network =
        new Network(
            backend, cell.model(), cell.model().id(), number, MatrixFactory.bySampler(1L << 30))) {
      Trials trials = new Trials(cell, number);
      Attack attack = new CellTrials().attack(cell, backend);
      attack.run(network, 0, 1, trials);
      attack.finish(trials);
      try (Block drawn = backend.allocate(DIMENSION, 1)) {
        network.drawPoints(0, drawn);
        double[] x = doubles(backend.read(drawn));
        network.drawDirection(0, drawn);
        double[] direction = doubles(backend.read(drawn));
        return new AttackedNetwork(
            trials.toNetworkTrials(), ReferenceNetwork.of(network, backend), x, direction);
      }
    }
  }

  Outcome outcome() {
    return row.outcomes()[0];
  }

  double step() {
    return row.steps()[0];
  }

  /** f(x + s t p) s', positive while the sign is that of f(x); s = -sign f(x) times a factor. */
  double height(double t, double[] p) {
    double sign = Math.signum(reference.value(x));
    double[] moved = x.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] -= sign * t * p[i];
    }
    return sign * reference.value(moved);
  }

  /** The first of many small steps at which the sign has changed; infinite if none is. */
  double firstFlip(double limit, int steps, double[] p) {
    for (int i = 1; i <= steps; i++) {
      if (height(limit * i / steps, p) <= 0) {
        return limit * i / steps;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  double[] gradient() {
    return reference.gradient(x);
  }

  static double[] times(double factor, double[] p) {
    double[] scaled = p.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  static double norm(double[] p) {
    double square = 0;
    for (double number : p) {
      square += number * number;
    }
    return Math.sqrt(square);
  }

  private static double[] doubles(float[] numbers) {
    double[] wide = new double[numbers.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = numbers[i];
    }
    return wide;
  }
}
