package onestep.producer.sweep;

import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;

/**
 * Seconds that one network takes on one slot of a nominal CPU: a pure function of the cell.
 *
 * <p>It decides between the samplers, so it must not depend on the host, and its {@link #VERSION}
 * is part of a sweep's specification: change the version whenever a result may change. Estimates
 * are meant to be right within a factor of about two.
 *
 * <p>Per trial the network is queried at x, at its gradient, and at every η that the scan visits
 * and the refinement adds. Layer 1 is queried along two directions only, x and the gradient. Of two
 * layers or more, layer l ≥ 2 answers every η anew.
 */
public final class CostModel {

  /** Version of the function. */
  public static final int VERSION = 1;

  private static final double NORMALS_PER_SECOND = 100e6;

  /** Products of a matrix with a block of vectors. */
  private static final double BLOCK_FLOPS = 16e9;

  /** Products with single vectors, bound by memory. */
  private static final double VECTOR_FLOPS = 2e9;

  private static final double SECONDS_PER_TRIAL = 10e-6;
  private static final double SECONDS_PER_EVALUATION = 2e-6;

  /** Sorting and summing the kinks of a one-layer network, per neuron. */
  private static final double SECONDS_PER_KINK = 50e-9;

  /** Activations, sums and copies, per neuron and evaluation. */
  private static final double SECONDS_PER_NEURON = 2e-9;

  /** Evaluations that narrow the bracket of a sign change. */
  private static final double REFINEMENTS = 5;

  private CostModel() {}

  /** Seconds for one network with all its points. */
  public static double secondsPerNetwork(CellSpec cell) {
    ModelSpec model = cell.model();
    double evaluations = evaluations(cell);
    double seconds = cell.points() * (SECONDS_PER_TRIAL + evaluations * SECONDS_PER_EVALUATION);
    for (int layer = 1; layer <= model.depth(); layer++) {
      double queries = layer == 1 ? 1 : 1 + evaluations;
      seconds += cell.points() * model.fanOut(layer) * (2 + evaluations) * SECONDS_PER_NEURON;
      seconds +=
          model.sampler() == Sampler.DENSE
              ? dense(model, layer, cell.points(), queries)
              : conditioned(model, layer, cell.points(), queries);
    }
    if (isExact(cell)) {
      seconds += cell.points() * model.fanOut(1) * SECONDS_PER_KINK;
    }
    return seconds;
  }

  /**
   * Expected number of η at which one trial evaluates the network beyond x: none when kinks give
   * the crossing exactly.
   */
  static double evaluations(CellSpec cell) {
    if (isExact(cell)) {
      return 0;
    }
    AttackSpec.SmallestStep attack = (AttackSpec.SmallestStep) cell.attack();
    Theory theory = Theory.of(cell);
    double flipped = theory.flippedFraction().orElse(0);
    double unitsToFlip =
        switch (attack.unit()) {
          case ETA -> theory.etaMean().orElse(attack.maxStep());
          case LINEAR -> 1;
          case RADIUS ->
              theory.perturbationMean().orElse(attack.maxStep())
                  / Math.sqrt(cell.model().dimension());
        };
    double scanned =
        flipped * Math.min(unitsToFlip, attack.maxStep()) + (1 - flipped) * attack.maxStep();
    return Math.ceil(scanned / attack.resolution()) + REFINEMENTS;
  }

  private static boolean isExact(CellSpec cell) {
    return cell.model().depth() == 1 && cell.model().activation() == Activation.RELU;
  }

  private static double dense(ModelSpec model, int layer, double points, double queries) {
    double weights = (double) model.fanIn(layer) * model.fanOut(layer);
    double columns = points * (queries + 2);
    double passColumns = Math.max(Footprint.columns(model), points);
    double passes = 3 + Math.ceil(points * (queries - 1) / passColumns);
    double draws = Float.BYTES * weights <= Footprint.KEPT_WEIGHT_BYTES ? 1 : passes;
    double flops = Math.min(BLOCK_FLOPS, VECTOR_FLOPS * Math.min(passColumns, columns));
    return draws * weights / NORMALS_PER_SECOND + 2 * weights * columns / flops;
  }

  /**
   * Query i is made orthogonal to the i - 1 before it, twice, and its answer to those of the
   * transposed queries. After fan_in directions every answer is a combination of those held.
   */
  private static double conditioned(ModelSpec model, int layer, double points, double queries) {
    double fanIn = model.fanIn(layer);
    double fanOut = model.fanOut(layer);
    double forward = points * (layer == 1 ? 2 : queries);
    double backward = points;
    double fresh = Math.min(forward, fanIn);
    double held = fresh * fresh / 2 + (forward - fresh) * fresh;
    double backwardFresh = Math.min(backward, fanOut);
    double backwardHeld =
        backwardFresh * backwardFresh / 2 + (backward - backwardFresh) * backwardFresh;
    double flops =
        8 * fanIn * held
            + 2 * fanOut * held
            + 6 * fanOut * fresh * backwardFresh
            + 8 * fanOut * backwardHeld
            + 6 * fanIn * backwardFresh * fresh;
    double normals = fresh * fanOut + backwardFresh * fanIn;
    return flops / VECTOR_FLOPS + normals / NORMALS_PER_SECOND;
  }
}
