package onestep.producer.sweep;

import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;

/**
 * Seconds that one network takes on one slot of a nominal CPU: a pure function of the cell.
 *
 * <p>It decides between the samplers, so it must not depend on the host, and its {@link #VERSION}
 * is part of a sweep's specification: change the version whenever a result may change.
 *
 * <p>Per trial the network is queried at x, at its gradient, and at every η that the scan visits
 * and the refinement adds. Layer 1 is queried along two directions only, x and the gradient. Of two
 * layers or more, layer l ≥ 2 answers every η anew.
 *
 * <p>The rates were fitted to CPU times of 176 cells (1, 10 and 100 points; depths 1, 2, 3 and 6;
 * widths 10 to 100,000) on Java 17 with the Vector API: 152 estimates are within a factor of two.
 * The others are up to five times too short, most where the points fill the rank of a small, deep
 * network, or up to three times too long. Of 82 pairs, the sampler with the lower estimate was the
 * faster one in 78, and at most three times slower in the others.
 */
public final class CostModel {

  /** Version of the function. */
  public static final int VERSION = 1;

  private static final double DENSE_NORMALS_PER_SECOND = 90e6;
  private static final double CONDITIONED_NORMALS_PER_SECOND = 120e6;

  /** Products of a matrix with a block of many vectors; {@link #flops} for few. */
  private static final double DENSE_FLOPS = 90e9;

  private static final double DENSE_HALF_RATE_POINTS = 4;
  private static final double CONDITIONED_FLOPS = 24e9;
  private static final double CONDITIONED_HALF_RATE_POINTS = 4.5;

  private static final double SECONDS_PER_TRIAL = 1e-6;
  private static final double SECONDS_PER_EVALUATION = 1.4e-6;

  /** Setting up a matrix. */
  private static final double DENSE_SECONDS_PER_LAYER = 5e-6;

  private static final double CONDITIONED_SECONDS_PER_LAYER = 15e-6;

  /** Sorting and summing the kinks of a one-layer network, per neuron. */
  private static final double SECONDS_PER_KINK = 20e-9;

  /** Activations, sums and copies, per neuron and evaluation. */
  private static final double SECONDS_PER_NEURON = 2e-9;

  /** Evaluations that narrow the bracket of a sign change. */
  private static final double REFINEMENTS = 5;

  private CostModel() {}

  /** Seconds for one network with all its points. */
  public static double secondsPerNetwork(CellSpec cell) {
    ModelSpec model = cell.model();
    double points = cell.points();
    double evaluations = evaluations(cell);
    double seconds = points * SECONDS_PER_TRIAL;
    for (int layer = 1; layer <= model.depth(); layer++) {
      double queries = layer == 1 ? 1 : 1 + evaluations;
      seconds += points * model.fanOut(layer) * (2 + evaluations) * SECONDS_PER_NEURON;
      seconds +=
          model.sampler() == Sampler.DENSE
              ? dense(model, layer, points, queries)
              : conditioned(model, layer, points, queries);
    }
    if (model.hasExactCrossings()) {
      seconds += points * model.fanOut(1) * SECONDS_PER_KINK;
    } else {
      // A conditioned matrix works on one query at a time, a dense network on blocks of them.
      double calls = model.sampler() == Sampler.DENSE ? 1 : model.depth();
      seconds += points * evaluations * calls * SECONDS_PER_EVALUATION;
    }
    return seconds;
  }

  /**
   * Expected number of η at which one trial evaluates the network beyond x: none when kinks give
   * the crossing exactly.
   */
  static double evaluations(CellSpec cell) {
    if (cell.model().hasExactCrossings()) {
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
    double atFiniteSize = Math.min(attack.maxStep(), scanned * lengthening(cell.model()));
    return Math.ceil(atFiniteSize / attack.resolution()) + REFINEMENTS;
  }

  /**
   * How much longer steps are at finite size than in the limit. The exact law of ‖∇f‖² for ReLU is
   * a product of factors n_l/k_l and χ²/k_l with n_l ~ Binomial(k_l, ½), nearly log-normal with log
   * variance v = Σ_(l&lt;L) 5/k_l + 1/k_L + 2/d and an unchanged mean; η goes as 1/‖∇f‖, whose mean
   * is e^(3v/8) times larger.
   */
  private static double lengthening(ModelSpec model) {
    int depth = model.depth();
    double variance = 2.0 / model.dimension() + 1.0 / model.fanOut(depth);
    for (int layer = 1; layer < depth; layer++) {
      variance += 5.0 / model.fanOut(layer);
    }
    return Math.exp(3 * variance / 8);
  }

  private static double dense(ModelSpec model, int layer, double points, double queries) {
    double weights = (double) model.fanIn(layer) * model.fanOut(layer);
    double columns = points * (queries + 2);
    double passColumns = Math.max(Footprint.columns(model), points);
    double passes = 3 + Math.ceil(points * (queries - 1) / passColumns);
    double draws = Float.BYTES * weights <= Footprint.KEPT_WEIGHT_BYTES ? 1 : passes;
    return DENSE_SECONDS_PER_LAYER
        + draws * weights / DENSE_NORMALS_PER_SECOND
        + 2 * weights * columns / flops(DENSE_FLOPS, DENSE_HALF_RATE_POINTS, points);
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
    double work =
        8 * fanIn * held
            + 2 * fanOut * held
            + 6 * fanOut * fresh * backwardFresh
            + 8 * fanOut * backwardHeld
            + 6 * fanIn * backwardFresh * fresh;
    double normals = fresh * fanOut + backwardFresh * fanIn;
    return CONDITIONED_SECONDS_PER_LAYER
        + normals / CONDITIONED_NORMALS_PER_SECOND
        + work / flops(CONDITIONED_FLOPS, CONDITIONED_HALF_RATE_POINTS, points);
  }

  /** More points make larger blocks, and those faster products. */
  private static double flops(double most, double halfRatePoints, double points) {
    return most * points / (points + halfRatePoints);
  }
}
