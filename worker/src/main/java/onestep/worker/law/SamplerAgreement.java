package onestep.worker.law;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onestep.contract.cell.Activation;
import onestep.contract.cell.Sampler;

/**
 * Dense and conditioned networks have the same law: every activation, depths 1 to 6, both gains, k
 * above and below d, at one point and jointly at several.
 *
 * <p>Each statistic of a cell counts twice, as a Kolmogorov–Smirnov and as a rank-sum test, at
 * level {@value #LEVEL}: with new seeds correct samplers would fail with probability at most the
 * number of tests times that (Bonferroni).
 */
public final class SamplerAgreement {

  /** Level of each test: 66 cells have 892 of them, so all together fail with 1e-4 at most. */
  static final double LEVEL = 1e-7;

  private static final int POINTS = 6;

  private SamplerAgreement() {}

  /**
   * The checks, one a cell.
   *
   * @param networks networks of each sampler at one point; a fifth of them at several points
   */
  public static List<Check> checks(int networks) {
    return cells().stream().map(cell -> check(cell, networks)).toList();
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

  private static Check check(TestedCell cell, int networks) {
    return () -> {
      int count = cell.points() == 1 ? networks : networks / 5;
      return List.of(
          compare(
              cell.toString(),
              Samples.of(cell.with(Sampler.DENSE), count),
              Samples.of(cell.with(Sampler.CONDITIONED), count)));
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
