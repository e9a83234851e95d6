package onestep.worker.law;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import onestep.contract.cell.CellSpec;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.cpu.CpuBackend;

/** Independent samples of what a trial measures, one element for each network. */
final class Samples {

  /** Where a step that did not flip is sorted. */
  private static final double BEYOND = 1e9;

  /** Derived ratios have atoms that rounding spreads; coarser than that, they are atoms again. */
  private static final double RATIO_GRID = 1e-4;

  private Samples() {}

  /**
   * Statistics of networks 0 to networks - 1, by name: f, |f|, ‖∇f‖, η and the linearity ratio at
   * the first point; with several points also what joins them within a network.
   */
  static Map<String, double[]> of(CellSpec cell, int networks) {
    return of(cell, networks, new CellTrials());
  }

  static Map<String, double[]> of(CellSpec cell, int networks, TrialRunner runner) {
    Map<String, double[]> samples = new LinkedHashMap<>();
    try (CpuBackend backend = new CpuBackend()) {
      for (int network = 0; network < networks; network++) {
        for (Map.Entry<String, Double> entry :
            statistics(runner.run(cell, network, backend)).entrySet()) {
          samples.computeIfAbsent(entry.getKey(), name -> new double[networks])[network] =
              entry.getValue();
        }
      }
    }
    return samples;
  }

  private static Map<String, Double> statistics(NetworkTrials trials) {
    double[] f = trials.values();
    double[] norm = trials.gradientNorms();
    double[] steps = new double[f.length];
    for (int j = 0; j < f.length; j++) {
      steps[j] = trials.outcomes()[j] == Outcome.FLIPPED ? trials.steps()[j] : BEYOND;
    }
    Map<String, Double> statistics = new LinkedHashMap<>();
    statistics.put("f", f[0]);
    statistics.put("|f|", Math.abs(f[0]));
    statistics.put("gradient norm", norm[0]);
    statistics.put("step", steps[0]);
    double ratio = steps[0] == BEYOND ? BEYOND : steps[0] * norm[0] * norm[0] / Math.abs(f[0]);
    statistics.put("linearity", Math.rint(ratio / RATIO_GRID));
    if (f.length > 1) {
      statistics.put("product of f at two points", f[0] * f[1]);
      statistics.put("variance of f within the network", variance(f));
      statistics.put("variance of the gradient norm within the network", variance(norm));
      statistics.put("median step of the network", median(steps));
    }
    return statistics;
  }

  private static double variance(double[] numbers) {
    double mean = Arrays.stream(numbers).average().orElseThrow();
    return Arrays.stream(numbers).map(t -> (t - mean) * (t - mean)).sum() / (numbers.length - 1);
  }

  private static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
