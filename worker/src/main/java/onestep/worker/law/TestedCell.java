package onestep.worker.law;

import java.util.Collections;
import java.util.Locale;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;

/**
 * A cell that checks look at: small ones mostly, where finite size matters most.
 *
 * @param activation ψ
 * @param depth L
 * @param dimension d
 * @param width k of every layer
 * @param gain weights are N(0, gain / fan_in)
 * @param points inputs a network
 */
record TestedCell(
    Activation activation, int depth, int dimension, int width, double gain, int points) {

  private static final long SEED = 20_240_501L;

  /** The paper's search; flat activations hardly ever flip within it. */
  private static final SmallestStep PAPER = new SmallestStep(20, StepUnit.ETA, 0.5);

  /** In multiples of the step to where a linear f would vanish, so that every activation flips. */
  private static final SmallestStep LINEAR = new SmallestStep(6, StepUnit.LINEAR, 0.25);

  /** The paper's search if the activation is piecewise linear, and one that flips it otherwise. */
  SmallestStep search() {
    return activation.isPiecewiseLinear() ? PAPER : LINEAR;
  }

  /** The cell with a sampler and its {@link #search}. */
  CellSpec with(Sampler sampler) {
    return with(sampler, search());
  }

  /** The cell with a sampler and an attack. */
  CellSpec with(Sampler sampler, AttackSpec attack) {
    ModelSpec model =
        new ModelSpec(
            Collections.nCopies(depth, width), dimension, activation, gain, sampler, SEED);
    return new CellSpec(model, attack, points, CellSpec.CPU_NUMERICS);
  }

  @Override
  public String toString() {
    String text =
        String.format(
            Locale.ROOT,
            "%s L=%d d=%,d k=%,d gain %s",
            activation.label(),
            depth,
            dimension,
            width,
            gain == Math.rint(gain) ? Integer.toString((int) gain) : Double.toString(gain));
    return points == 1 ? text : text + ", " + points + " points";
  }
}
