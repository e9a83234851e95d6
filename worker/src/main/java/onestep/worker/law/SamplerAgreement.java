package onestep.worker.law;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;

/**
 * Dense and conditioned networks have the same law: every activation, depths 1 to 6, both gains, k
 * above and below d, at one point and jointly at several.
 *
 * <p>Each statistic of a cell counts twice, as a Kolmogorov–Smirnov and as a rank-sum test, at
 * level {@value #LEVEL}: with new seeds correct samplers would fail with probability at most the
 * number of tests times that (Bonferroni).
 */
public final class SamplerAgreement {

  /** Level of each test: 74 cells have 988 of them, so all together fail with 1e-4 at most. */
  static final double LEVEL = 1e-7;

  private static final int POINTS = 6;

  /** Flips most trials and leaves many, whatever the activation. */
  private static final FixedStep ONE_SIGMA = new FixedStep(1, StepUnit.SIGMA);

  private SamplerAgreement() {}

  /**
   * The checks, one a cell.
   *
   * @param networks networks of each sampler at one point; a fifth of them at several points
   */
  public static List<Check> checks(int networks) {
    return Stream.concat(
            cells().stream().map(cell -> check(cell, cell.search(), networks)),
            fixedStepCells().stream().map(cell -> check(cell, ONE_SIGMA, networks)))
        .toList();
  }

  /** A fixed step asks less of a network than a search: fewer cells are enough. */
  static List<TestedCell> fixedStepCells() {
    return List.of(
        cell(Activation.RELU, new double[] {1, 8, 20, 1}, 1),
        cell(Activation.RELU, new double[] {3, 20, 10, 2}, 1),
        cell(Activation.RELU, new double[] {6, 10, 25, 2}, 1),
        cell(Activation.TANH, new double[] {1, 30, 10, 2}, 1),
        cell(Activation.TANH, new double[] {4, 10, 20, 1}, 1),
        cell(Activation.SIGMOID, new double[] {2, 10, 25, 2}, 1),
        cell(Activation.RELU, new double[] {2, 10, 25, 2}, POINTS),
        cell(Activation.TANH, new double[] {3, 12, 30, 1}, POINTS));
  }

  /** ReLU in detail, and five cells of every other activation. */
  static List<TestedCell> cells() {
    List<TestedCell> cells = new ArrayList<>();
    for (int points : new int[] {1, POINTS}) {
      for (double[] c :
          new double[][] {
            {1, 8, 20, 1},
            {1, 30, 10, 2},
            {2, 10, 25, 2},
            {2, 24, 9, 1},
            {3, 12, 30, 1},
            {3, 20, 10, 2},
            {4, 10, 20, 2},
            {4, 24, 12, 1},
            {5, 12, 24, 1},
            {5, 20, 12, 2},
            {6, 10, 25, 2},
            {6, 30, 16, 1}
          }) {
        cells.add(cell(Activation.RELU, c, points));
      }
    }
    cells.add(new TestedCell(Activation.RELU, 1, 150, 150, 2, 1));
    cells.add(new TestedCell(Activation.RELU, 2, 4, 40, 2, POINTS));
    for (Activation activation : Activation.values()) {
      if (activation != Activation.RELU) {
        cells.add(cell(activation, new double[] {1, 8, 20, 1}, 1));
        cells.add(cell(activation, new double[] {3, 20, 10, 2}, 1));
        cells.add(cell(activation, new double[] {6, 10, 25, 1}, 1));
        cells.add(cell(activation, new double[] {2, 10, 25, 2}, POINTS));
        cells.add(cell(activation, new double[] {4, 24, 12, 1}, POINTS));
      }
    }
    return cells;
  }

  private static TestedCell cell(Activation activation, double[] c, int points) {
    return new TestedCell(activation, (int) c[0], (int) c[1], (int) c[2], c[3], points);
  }

  private static Check check(TestedCell cell, AttackSpec attack, int networks) {
    return () -> {
      int count = cell.points() == 1 ? networks : networks / 5;
      return List.of(
          compare(
              attack.label().equals(FixedStep.LABEL) ? cell + ", fixed step" : cell.toString(),
              Samples.of(cell.with(Sampler.DENSE, attack), count),
              Samples.of(cell.with(Sampler.CONDITIONED, attack), count)));
    };
  }

  /** Compares samples statistic by statistic. */
  static Finding compare(
      String subject, Map<String, double[]> dense, Map<String, double[]> conditioned) {
    Map<String, Double> smallest = new LinkedHashMap<>();
    dense.forEach(
        (name, sample) -> smallest.put(name, TwoSample.smallest(sample, conditioned.get(name))));
    Map.Entry<String, Double> least =
        smallest.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
    return new Finding(
        subject,
        String.format(
            Locale.ROOT,
            "%d tests of %,d networks each, smallest p %.2g (%s)",
            2 * smallest.size(),
            dense.values().iterator().next().length,
            least.getValue(),
            least.getKey()),
        "p above " + LEVEL,
        least.getValue() > LEVEL);
  }
}
