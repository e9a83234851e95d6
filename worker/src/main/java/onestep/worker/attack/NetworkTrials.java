package onestep.worker.attack;

/**
 * The trials of one network; every array has one element a point, in order of points.
 *
 * @param network index of the network
 * @param values f(x)
 * @param gradientNorms ‖∇f(x)‖
 * @param outcomes how each trial ended
 * @param steps smallest flipping step η, in η units; NaN unless flipped
 * @param slopes by how much |f| falls for each unit of length at x, to first order; NaN where that
 *     says nothing; empty of attacks along the gradient
 * @param lengths length of the perturbation for each unit of η; NaN unless flipped; empty of
 *     attacks along the gradient
 * @param quantities an array for each quantity of the attack, in its order
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier: nobody compares or prints it
public record NetworkTrials(
    int network,
    double[] values,
    double[] gradientNorms,
    Outcome[] outcomes,
    double[] steps,
    double[] slopes,
    double[] lengths,
    double[][] quantities) {

  private static final double[] NONE = {};

  /** The trials of an attack along the gradient that measures nothing else. */
  public NetworkTrials(
      int network, double[] values, double[] gradientNorms, Outcome[] outcomes, double[] steps) {
    this(network, values, gradientNorms, outcomes, steps, NONE, NONE, new double[0][]);
  }
}
