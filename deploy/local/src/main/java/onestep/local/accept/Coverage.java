package onestep.local.accept;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import onestep.aggregator.statistics.CellState;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.TheoryValues;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.law.Check;
import onestep.worker.law.Finding;

/**
 * How often the 95 % intervals of a cell cover the truth, over many simulated cells: with few and
 * many networks, one and many points, fractions near 0 and 1, laws made up and those of real
 * networks. Everything goes through {@link CellState}, as in the aggregator.
 *
 * <p>Coverage may be {@value #STANDARD_ERRORS} standard errors of the simulation off 95 %.
 * Intervals of means may cover less with few networks, by a share of 1 / networks, which is how the
 * error of a t interval falls for a skewed law. Those of fractions may cover more, as discrete
 * counts make them.
 */
final class Coverage {

  private static final double NOMINAL = 0.95;
  private static final double STANDARD_ERRORS = 4;

  /**
   * What a correction for skewness leaves of it, times the networks: normal and half-normal laws.
   */
  private static final double MODERATE_TAIL = 0.35;

  /** The same for steps of small and deep networks, whose tail ends at max_step only. */
  private static final double HEAVY_TAIL = 1;

  /** Simulated cells of many trials are fewer. */
  private static final int MOST_TRIALS = 4_000_000;

  private static final int FEWEST_CELLS = 200;

  /** The intervals of a cell, by name of the statistic. */
  static final Map<String, Function<CellSummary, Estimate>> INTERVALS = intervals();

  private Coverage() {}

  /** A law of networks with the truth of every statistic. */
  interface Law {

    /** Draws a network. */
    NetworkTrials draw(int index, SplittableRandom random);

    /** The expectations that intervals should cover, by name of the statistic. */
    Map<String, Double> truths();
  }

  private static Map<String, Function<CellSummary, Estimate>> intervals() {
    Map<String, Function<CellSummary, Estimate>> intervals = new LinkedHashMap<>();
    intervals.put(FRACTION, CellSummary::flippedFraction);
    intervals.put("η", CellSummary::eta);
    intervals.put("‖∇f‖", CellSummary::gradientNorm);
    intervals.put("|f|", CellSummary::valueAbs);
    intervals.put("perturbation", CellSummary::perturbation);
    intervals.put("linearity", CellSummary::linearity);
    return intervals;
  }

  /** The name of the only interval that is not a mean's. */
  static final String FRACTION = "flipped";

  /**
   * The checks, one for each law and design.
   *
   * @param cells simulated cells of each, or fewer where they have many trials
   */
  static List<Check> checks(int cells) {
    List<Check> checks = new ArrayList<>();
    for (double fraction : new double[] {0.5, 0.95, 0.99, 0.999}) {
      for (int networks : new int[] {6, 20, 100, 1000}) {
        checks.add(synthetic(fraction, 0, networks, 1, cells));
      }
      for (double shared : new double[] {0.2, 0.5}) {
        for (int networks : new int[] {6, 20, 100}) {
          checks.add(synthetic(fraction, shared, networks, 20, cells));
        }
      }
    }
    checks.add(sampled(Activation.RELU, 1, 10, 10, 1, cells));
    checks.add(sampled(Activation.RELU, 3, 20, 20, 1, cells));
    checks.add(sampled(Activation.RELU, 6, 10, 30, 2, cells));
    checks.add(sampled(Activation.TANH, 2, 10, 20, 1, cells));
    return checks;
  }

  private static Check synthetic(
      double fraction, double shared, int networks, int points, int cells) {
    return () -> {
      String subject =
          String.format(Locale.ROOT, "flipped %s, %s × %d", fraction, networks, points);
      if (shared > 0) {
        subject += String.format(Locale.ROOT, ", correlation %s", shared);
      }
      return List.of(
          simulate(
              subject,
              new GaussianLaw(fraction, shared, points),
              MODERATE_TAIL,
              networks,
              points,
              cells));
    };
  }

  private static Check sampled(
      Activation activation, int depth, int dimension, int width, double gain, int cells) {
    return () -> {
      List<Finding> findings = new ArrayList<>();
      for (int points : new int[] {1, 20}) {
        CellSpec cell = cell(activation, depth, dimension, width, gain, points);
        Law law = new SampledLaw(Populations.of(cell, SampledLaw.NETWORKS), cell);
        for (int networks : new int[] {6, 20, 100}) {
          String subject =
              String.format(
                  Locale.ROOT,
                  "%s L=%d d=%d k=%d gain %.0f, %d × %d",
                  activation.label(),
                  depth,
                  dimension,
                  width,
                  gain,
                  networks,
                  points);
          findings.add(simulate(subject, law, HEAVY_TAIL, networks, points, cells));
        }
      }
      return findings;
    };
  }

  static CellSpec cell(
      Activation activation, int depth, int dimension, int width, double gain, int points) {
    return new CellSpec(
        new ModelSpec(
            Collections.nCopies(depth, width), dimension, activation, gain, Sampler.DENSE, 1),
        new SmallestStep(20, StepUnit.ETA, 0.5),
        points,
        CellSpec.CPU_NUMERICS);
  }

  static Finding simulate(
      String subject, Law law, double tail, int networks, int points, int most) {
    int cells = Math.max(FEWEST_CELLS, Math.min(most, MOST_TRIALS / networks / points));
    CellSpec cell = cell(Activation.RELU, 1, 1, 1, 1, points);
    Map<String, Integer> covered = new LinkedHashMap<>();
    Map<String, Integer> defined = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(subject.hashCode());
    for (int i = 0; i < cells; i++) {
      CellState state = new CellState();
      for (int network = 0; network < networks; network++) {
        state.add(law.draw(network, random));
      }
      CellSummary summary = state.summary(cell, TheoryValues.NONE);
      INTERVALS.forEach(
          (name, interval) -> {
            Estimate estimate = interval.apply(summary);
            Double truth = law.truths().get(name);
            if (truth != null && estimate.hasInterval()) {
              boolean covers = estimate.low() <= truth && truth <= estimate.high();
              covered.merge(name, covers ? 1 : 0, Integer::sum);
              defined.merge(name, 1, Integer::sum);
            }
          });
    }
    return judge(subject, cells, tail / networks, covered, defined);
  }

  private static Finding judge(
      String subject,
      int cells,
      double lessForMeans,
      Map<String, Integer> covered,
      Map<String, Integer> defined) {
    StringBuilder text = new StringBuilder();
    boolean holds = true;
    double noise = STANDARD_ERRORS * Math.sqrt(NOMINAL * (1 - NOMINAL) / cells);
    for (Map.Entry<String, Integer> entry : covered.entrySet()) {
      double coverage = (double) entry.getValue() / defined.get(entry.getKey());
      boolean fraction = entry.getKey().equals(FRACTION);
      double least = NOMINAL - noise - (fraction ? 0 : lessForMeans);
      holds &= coverage >= least && (fraction || coverage <= NOMINAL + noise);
      text.append(text.isEmpty() ? "" : ", ")
          .append(String.format(Locale.ROOT, "%s %.1f", entry.getKey(), 100 * coverage));
    }
    return new Finding(
        subject,
        String.format(Locale.ROOT, "%s %% of %,d cells", text, cells),
        String.format(
            Locale.ROOT,
            "flipped from %.1f %%, means %.1f to %.1f %%",
            100 * (NOMINAL - noise),
            100 * (NOMINAL - noise - lessForMeans),
            100 * (NOMINAL + noise)),
        holds);
  }
}
