package onestep.contract.theory;

import onestep.contract.cell.Activation;

/**
 * What the hypotheses of the paper's lemmas ask of an activation ((10), and ψ(0) = 0 after it).
 *
 * @param atZero ψ(0)
 * @param steepest sup |ψ'|
 * @param curviest sup |ψ''|, the paper's L; infinite at a kink
 */
record Slopes(double atZero, double steepest, double curviest) {

  /** Where ψ'' of swish vanishes: its ψ' is largest there, and flat, so six digits give twelve. */
  private static final double SWISH_STEEPEST = 2.399357;

  /** Those of an activation. */
  static Slopes of(Activation activation) {
    return new Slopes(activation.value(0), steepest(activation), curviest(activation));
  }

  private static double steepest(Activation activation) {
    return switch (activation) {
      case RELU, LEAKY_RELU, TANH, SOFTPLUS, SINE -> 1;
      case ERF -> 2 / Math.sqrt(Math.PI);
      case SIGMOID -> 0.25;
      case GELU -> activation.derivative(Math.sqrt(2));
      case SWISH -> activation.derivative(SWISH_STEEPEST);
    };
  }

  private static double curviest(Activation activation) {
    return switch (activation) {
      case RELU, LEAKY_RELU -> Double.POSITIVE_INFINITY;
      case TANH -> 4 / (3 * Math.sqrt(3));
      case ERF -> Math.sqrt(8 / Math.PI) * StrictMath.exp(-0.5);
      case SIGMOID -> 1 / (6 * Math.sqrt(3));
      case SOFTPLUS -> 0.25;
      case GELU -> Math.sqrt(2 / Math.PI);
      case SWISH -> 0.5;
      case SINE -> 1;
    };
  }
}
