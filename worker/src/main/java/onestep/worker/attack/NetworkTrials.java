package onestep.worker.attack;

/**
 * The trials of one network; every array has one element a point, in order of points.
 *
 * @param network index of the network
 * @param values f(x)
 * @param gradientNorms ‖∇f(x)‖
 * @param outcomes how each trial ended
 * @param steps smallest flipping step η, in η units; NaN unless flipped
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier: nobody compares or prints it
public record NetworkTrials(
    int network, double[] values, double[] gradientNorms, Outcome[] outcomes, double[] steps) {}
