package onestep.worker.law;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.backend.cpu.CpuBackend;

/**
 * How many first crossings a scan passes over: the same networks are scanned again at an eighth of
 * the resolution. A finer scan never finds a later crossing, so the share of trials in which it
 * finds an earlier one is a lower bound that is close, and it must stay small.
 */
public final class ScanAudit {

  /** How much finer the second scan is. */
  private static final int FINER = 8;

  private static final double SAME = 1e-4;

  /** Beyond, a scan would be too coarse for what is concluded from it. */
  private static final double MOST_MISSED = 0.03;

  /** Three crossings within a step are rarer by far than two. */
  private static final double MOST_LATER = 0.005;

  private ScanAudit() {}

  /**
   * The checks, one a cell.
   *
   * @param networks networks of each
   */
  public static List<Check> checks(int networks) {
    return Stream.of(
            new TestedCell(Activation.RELU, 2, 10, 10, 1, 1),
            new TestedCell(Activation.RELU, 2, 100, 100, 1, 1),
            new TestedCell(Activation.RELU, 3, 10, 10, 1, 1),
            new TestedCell(Activation.RELU, 3, 100, 100, 2, 1),
            new TestedCell(Activation.RELU, 6, 10, 10, 1, 1),
            new TestedCell(Activation.RELU, 6, 10, 30, 2, 1),
            new TestedCell(Activation.RELU, 6, 100, 100, 1, 1),
            new TestedCell(Activation.RELU, 6, 100, 100, 2, 1),
            new TestedCell(Activation.LEAKY_RELU, 3, 10, 10, 2, 1),
            new TestedCell(Activation.TANH, 1, 10, 10, 1, 1),
            new TestedCell(Activation.TANH, 3, 30, 30, 2, 1),
            new TestedCell(Activation.ERF, 2, 10, 10, 1, 1),
            new TestedCell(Activation.SIGMOID, 1, 10, 10, 1, 1),
            new TestedCell(Activation.SOFTPLUS, 2, 10, 10, 1, 1),
            new TestedCell(Activation.GELU, 3, 30, 30, 2, 1),
            new TestedCell(Activation.SWISH, 2, 10, 10, 2, 1),
            new TestedCell(Activation.SINE, 1, 10, 10, 1, 1),
            new TestedCell(Activation.SINE, 3, 30, 30, 2, 1))
        .map(cell -> (Check) () -> List.of(check(cell, networks)))
        .toList();
  }

  static Finding check(TestedCell tested, int networks) {
    SmallestStep search = tested.search();
    CellSpec coarse = tested.with(Sampler.DENSE, search);
    CellSpec fine =
        tested.with(
            Sampler.DENSE,
            new SmallestStep(search.maxStep(), search.unit(), search.resolution() / FINER));
    int missed = 0;
    int later = 0;
    try (CpuBackend backend = new CpuBackend()) {
      CellTrials runner = new CellTrials();
      for (int number = 0; number < networks; number++) {
        double coarseStep = step(runner.run(coarse, number, backend));
        double fineStep = step(runner.run(fine, number, backend));
        missed += fineStep < coarseStep * (1 - SAME) ? 1 : 0;
        later += fineStep > coarseStep * (1 + SAME) ? 1 : 0;
      }
    }
    double share = (double) missed / networks;
    return new Finding(
        String.format(
            Locale.ROOT,
            "%s, resolution %s %s",
            tested,
            search.resolution(),
            search.unit().label()),
        String.format(
            Locale.ROOT,
            "%.2f ± %.2f %% of %,d first crossings missed; %,d missed at resolution / %d",
            100 * share,
            196 * Math.sqrt(share * (1 - share) / networks),
            networks,
            later,
            FINER),
        String.format(
            Locale.ROOT, "at most %.0f %%; at most %.1f %%", 100 * MOST_MISSED, 100 * MOST_LATER),
        share <= MOST_MISSED && later <= MOST_LATER * networks);
  }

  /** The step, or infinity if none flips. */
  private static double step(NetworkTrials trials) {
    return trials.outcomes()[0] == Outcome.FLIPPED ? trials.steps()[0] : Double.POSITIVE_INFINITY;
  }
}
