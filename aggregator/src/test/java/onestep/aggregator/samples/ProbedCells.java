package onestep.aggregator.samples;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.cell.Sampler;

/** Made-up summaries of probes. */
public final class ProbedCells {

  private ProbedCells() {}

  /** A cell of one hidden layer at gain 1, of whose quantities some are known. */
  public static CellSummary cell(
      Activation activation,
      int dimension,
      int width,
      Probe probe,
      Map<ProbeQuantity, Estimate> known) {
    CellSummary plain = SampleCells.cell(1, dimension, width);
    CellSpec spec =
        new CellSpec(
            new ModelSpec(
                Collections.nCopies(1, width), dimension, activation, 1, Sampler.DENSE, 1),
            probe,
            1,
            CellSpec.CPU_NUMERICS);
    List<Estimate> quantities =
        List.of(ProbeQuantity.values()).stream()
            .map(quantity -> known.getOrDefault(quantity, Estimate.UNDEFINED))
            .toList();
    return new CellSummary(
            spec,
            100,
            100,
            0,
            0,
            0,
            plain.flippedFraction(),
            plain.eta(),
            plain.etaQuantiles(),
            plain.gradientNorm(),
            plain.valueAbs(),
            plain.valueSd(),
            plain.perturbation(),
            Estimate.UNDEFINED,
            plain.theory())
        .withQuantities(quantities);
  }

  /** An estimate within a tenth. */
  public static Estimate about(double mean) {
    return new Estimate(mean, 0.9 * mean, 1.1 * mean, 0.3 * mean, 100);
  }

  /** A share between two ends. */
  public static Estimate share(double low, double high) {
    return new Estimate((low + high) / 2, low, high, 0.1, 100);
  }
}
