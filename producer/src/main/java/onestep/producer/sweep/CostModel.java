package onestep.producer.sweep;

import java.util.EnumMap;
import java.util.Map;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.AttackSpec.SignStep;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.theory.WideLimit;

/**
 * Seconds that one network takes on one slot of a nominal CPU: a pure function of the cell.
 *
 * <p>It decides between the samplers, so it must not depend on the host, and its {@link #VERSION}
 * is part of a sweep's specification: change the version whenever a result may change.
 *
 * <p>What a network consists of is counted by {@link #counts}; what each {@link CostTerm} takes was
 * fitted to measured times. {@code onestep bench --section model} measures and fits again, and
 * {@code cost/measured.csv} of the tests keeps the times that the present numbers come from.
 *
 * <p>Per trial the network is queried at x, at its gradient, and at every η that the scan visits
 * and the refinement adds, or at the one of a fixed step; a probe adds what it looks at. Layer 1 is
 * queried along two directions only, x and the gradient. Of two layers or more, layer l ≥ 2 answers
 * every η anew.
 */
public final class CostModel {

  /** Version of the function. */
  public static final int VERSION = 2;

  /** Evaluations that narrow the bracket of a sign change. */
  private static final double REFINEMENTS = 5;

  /** Columns of a product that are worked on together, and the fewest for which that pays. */
  private static final int TILE = 8;

  private static final int SMALLEST_TILE = 4;

  private static final int PANEL_ROWS = 16;

  /** Vectors of a layer that are at hand when it is queried again. */
  private static final double CACHE_BYTES = 4 << 20;

  /** Vectors that are still at hand for the next operation on them. */
  private static final int CACHED_NEURONS = 1 << 17;

  private CostModel() {}

  /** Seconds for one network with all its points. */
  public static double secondsPerNetwork(CellSpec cell) {
    double seconds = 0;
    for (Map.Entry<CostTerm, Double> term : counts(cell).entrySet()) {
      seconds += term.getValue() * term.getKey().seconds();
    }
    return seconds;
  }

  /** How often each {@link CostTerm} occurs in one network; one that is missing does not. */
  public static Map<CostTerm, Double> counts(CellSpec cell) {
    Tally tally = new Tally();
    ModelSpec model = cell.model();
    double points = cell.points();
    double evaluations = evaluations(cell);
    tally.add(CostTerm.NETWORK, 1);
    tally.add(CostTerm.TRIAL, points);
    tally.add(CostTerm.NORMAL, points * model.dimension());
    tally.add(CostTerm.NEURON, points * model.dimension());
    if (model.hasExactCrossings() && cell.attack().findsSmallestStep()) {
      double ways = cell.attack() instanceof RandomDirection ? 2 : 1;
      tally.add(CostTerm.KINK, ways * points * model.fanOut(1));
    }
    for (int layer = 1; layer <= model.depth(); layer++) {
      tally.add(neuron(model, layer), points * model.fanOut(layer) * (2 + evaluations));
      tally.add(CostTerm.COLUMN, points * (2 + evaluations));
      double repeated = layer == 1 ? 0 : evaluations;
      if (model.sampler() == Sampler.DENSE) {
        dense(tally, cell, layer, repeated);
      } else {
        conditioned(tally, cell, layer, repeated);
      }
      if (cell.attack() instanceof Probe) {
        probe(tally, cell, layer);
      }
    }
    return tally.counts;
  }

  private static CostTerm neuron(ModelSpec model, int layer) {
    if (!model.activation().isPiecewiseLinear()) {
      return CostTerm.NEURON_SMOOTH;
    }
    return model.fanOut(layer) <= CACHED_NEURONS ? CostTerm.NEURON : CostTerm.NEURON_STREAMED;
  }

  /** Sums of counts by term. */
  private static final class Tally {
    private final Map<CostTerm, Double> counts = new EnumMap<>(CostTerm.class);

    void add(CostTerm term, double count) {
      counts.merge(term, count, Double::sum);
    }

    /** Multiply-adds of so many rows × columns with vectors that share a pass. */
    void product(double weights, double vectors) {
      double rest = vectors % TILE;
      double tiled = rest < SMALLEST_TILE ? vectors - rest : vectors - rest + TILE;
      add(CostTerm.DENSE_TILED, weights * tiled);
      add(CostTerm.DENSE_SINGLE, weights * Math.max(0, vectors - tiled));
    }
  }

  /**
   * Expected number of η at which one trial evaluates the network beyond x: none when kinks give
   * the smallest step exactly, one for a fixed step, and of a probe every point whose gradient it
   * looks at and every product with a Hessian.
   */
  static double evaluations(CellSpec cell) {
    return cell.attack()
        .match(
            new AttackSpec.Cases<Double>() {
              @Override
              public Double smallestStep(SmallestStep attack) {
                return scanned(cell, attack);
              }

              @Override
              public Double fixedStep(FixedStep attack) {
                return 1.0;
              }

              @Override
              public Double signStep(SignStep attack) {
                return scanned(cell, attack);
              }

              /** Most lines never flip, so both ways are scanned to their ends. */
              @Override
              public Double randomDirection(RandomDirection attack) {
                return cell.model().hasExactCrossings() ? 0 : 2.0 * Footprint.scanSteps(attack);
              }

              /** As many steps as a linear f would take, each with a value and a gradient. */
              @Override
              public Double gradientDescent(GradientDescent attack) {
                WideLimit limit = WideLimit.of(cell.model());
                double step =
                    attack.unit() == StepUnit.LINEAR
                        ? 1
                        : limit.inDeviations(
                            attack.step(), attack.unit(), cell.model().dimension());
                return 2 * Math.min(attack.count(), 1 + 1 / step)
                    + scanned(cell, GradientDescent.SINGLE_STEP);
              }

              @Override
              public Double probe(Probe attack) {
                return 1 + Footprint.MOVES + Footprint.SEGMENT_POINTS + hessianProducts(cell);
              }
            });
  }

  private static double hessianProducts(CellSpec cell) {
    return (double) Footprint.hessians(cell)
        * Math.min(Footprint.LANCZOS_STEPS, cell.model().dimension());
  }

  /**
   * What a probe asks of a matrix beyond the values counted by {@link #evaluations}: gradients, the
   * first layer, and of weights that are drawn their rows.
   */
  private static void probe(Tally tally, CellSpec cell, int layer) {
    ModelSpec model = cell.model();
    double points = cell.points();
    double rows = model.fanOut(layer);
    double columns = model.fanIn(layer);
    double hessians = hessianProducts(cell);
    double gradients = Footprint.MOVES + Footprint.SEGMENT_POINTS;
    double transposed = gradients + (layer == 1 ? 1 : 2) * hessians;
    double forward = layer == 1 ? gradients + hessians : 0;
    tally.add(neuron(model, layer), points * rows * gradients);
    // Of a kink that is smoothed too.
    tally.add(CostTerm.NEURON_SMOOTH, points * rows * 2 * hessians);
    if (layer == 1) {
      double orthogonal = 2 * points * hessians * Footprint.LANCZOS_STEPS;
      tally.add(CostTerm.INNER_PRODUCT, orthogonal);
      tally.add(CostTerm.CONDITIONED_SINGLE, orthogonal * model.dimension());
      // Subsets are found by sorting.
      tally.add(CostTerm.NEURON_SMOOTH, 4.0 * Footprint.SUBSET_ROUNDS * rows);
    }
    if (model.sampler() == Sampler.DENSE) {
      double weights = Math.ceil(rows / PANEL_ROWS) * PANEL_ROWS * columns;
      double calls = transposed + forward;
      for (int i = 0; i < calls; i++) {
        tally.product(weights, points);
      }
      if (layer == 1) {
        tally.product(weights, columns); // the rows, which are then read
        tally.add(CostTerm.NEURON_STREAMED, weights);
        tally.product(weights, 1);
        calls += columns / Footprint.READ_COLUMNS + 2 * Footprint.SUBSET_ROUNDS;
      }
      tally.add(CostTerm.DENSE_CALL, calls);
      boolean kept = Float.BYTES * weights <= Footprint.KEPT_WEIGHT_BYTES;
      tally.add(CostTerm.NORMAL, kept ? 0 : calls * weights);
    } else {
      double fresh = gradients + hessians + (layer == 1 ? Footprint.SUBSET_ROUNDS / points : 0);
      double held = Math.min(columns, points * (1 + (layer == 1 ? hessians : fresh)));
      queries(tally, fresh * points, points, rows, columns, points, held);
      if (layer == 1) {
        double moves = Footprint.MOVES + hessians + Footprint.SUBSET_ROUNDS / points;
        queries(tally, moves * points, points, columns, rows, 2 * points, Math.min(rows, points));
      }
    }
  }

  private static double scanned(CellSpec cell, AttackSpec attack) {
    if (cell.model().hasExactCrossings()) {
      return 0;
    }
    Theory theory = Theory.of(new CellSpec(cell.model(), attack, cell.points(), cell.numerics()));
    double flipped = theory.flippedFraction().orElse(0) * (1 - lost(cell.model()));
    double unitsToFlip =
        switch (attack.unit()) {
          case ETA -> theory.etaMean().orElse(attack.maxStep());
          case LINEAR -> 1;
          case RADIUS ->
              theory.perturbationMean().orElse(attack.maxStep())
                  / Math.sqrt(cell.model().dimension());
          case LENGTH -> theory.perturbationMean().orElse(attack.maxStep());
          case SIGMA ->
              theory.etaMean().orElse(attack.maxStep())
                  / WideLimit.of(cell.model()).stepDeviation();
        };
    double toFlip = Math.ceil(Math.min(unitsToFlip, attack.maxStep()) / attack.resolution());
    double toTheEnd = Math.ceil(attack.maxStep() / attack.resolution());
    return flipped * (toFlip + REFINEMENTS) + (1 - flipped) * toTheEnd;
  }

  /**
   * Share of the trials that would flip in the limit and do not at finite size, where f bends away
   * before it reaches 0: 1 - e^(-1.2 v^(2.8/L)) with v = 2/d + Σ_(l&lt;L) 5/(2 k_l) + 1/(2 k_L),
   * which is within 0.1 of the shares measured for ReLU at depths 2 to 6. Smooth activations lose
   * few.
   */
  private static double lost(ModelSpec model) {
    if (!model.activation().isPiecewiseLinear()) {
      return 0;
    }
    int depth = model.depth();
    double v = 2.0 / model.dimension() + 0.5 / model.fanOut(depth);
    for (int layer = 1; layer < depth; layer++) {
      v += 2.5 / model.fanOut(layer);
    }
    return -Math.expm1(-1.2 * Math.pow(v, 2.8 / depth));
  }

  /** The products of a matrix whose weights are all drawn, and the drawing. */
  private static void dense(Tally tally, CellSpec cell, int layer, double evaluations) {
    ModelSpec model = cell.model();
    double points = cell.points();
    double rows = Math.ceil(model.fanOut(layer) / (double) PANEL_ROWS) * PANEL_ROWS;
    double weights = rows * model.fanIn(layer);
    double calls = layer == 1 ? 3 : 2;
    for (int i = 0; i < calls; i++) {
      tally.product(weights, points);
    }
    if (evaluations > 0) {
      double stepsPerCall = Math.max(1, Math.floor(Footprint.columns(model) / points));
      double single = cell.attack().findsSmallestStep() ? REFINEMENTS : evaluations;
      double scans = Math.ceil((evaluations - single) / stepsPerCall);
      for (int i = 0; i < scans; i++) {
        tally.product(weights, stepsPerCall * points);
      }
      for (int i = 0; i < single; i++) {
        tally.product(weights, points);
      }
      calls += scans + single;
    }
    boolean kept = Float.BYTES * weights <= Footprint.KEPT_WEIGHT_BYTES;
    tally.add(CostTerm.DENSE_CALL, calls);
    tally.add(CostTerm.NORMAL, (kept ? 1 : calls) * weights);
  }

  /**
   * The answers of a matrix of which nothing else is drawn. Query i is made orthogonal to the i - 1
   * before it, twice, and its answer to those of the transposed queries. After fan_in directions
   * every answer is a combination of those held.
   */
  private static void conditioned(Tally tally, CellSpec cell, int layer, double evaluations) {
    double points = cell.points();
    double fanIn = cell.model().fanIn(layer);
    double fanOut = cell.model().fanOut(layer);
    double backward = Math.min(points, fanOut);
    double forward = Math.min(points, fanIn);
    queries(tally, points, points, fanIn, fanOut, 0, 0);
    queries(tally, points, points, fanOut, fanIn, 0, forward);
    if (layer == 1) {
      queries(tally, points, points, fanIn, fanOut, points, backward);
    } else {
      queries(tally, evaluations * points, points, fanIn, fanOut, points, backward);
    }
  }

  /**
   * A number of queries of one side.
   *
   * @param together queries of one call
   * @param in length of a query
   * @param out length of an answer
   * @param before earlier queries
   * @param other directions held of the other side
   */
  private static void queries(
      Tally tally,
      double queries,
      double together,
      double in,
      double out,
      double before,
      double other) {
    double fresh = Math.max(0, Math.min(queries, in - before));
    double held = fresh * (Math.min(before, in) + fresh / 2);
    double full = (queries - fresh) * in;
    CostTerm work = CostTerm.CONDITIONED_TILED;
    if (together < SMALLEST_TILE) {
      double heldBytes = Float.BYTES * (in + out) * Math.min(before + queries, in);
      work = heldBytes <= CACHE_BYTES ? CostTerm.CONDITIONED_SINGLE : CostTerm.CONDITIONED_STREAMED;
    }
    tally.add(CostTerm.CONDITIONED_CALL, queries / together);
    tally.add(CostTerm.NORMAL, fresh * out);
    tally.add(CostTerm.INNER_PRODUCT, 2 * held + full + 2 * fresh * other);
    tally.add(
        work, 4 * in * held + out * (held + full) + in * full + fresh * other * (in + 2 * out));
  }
}
