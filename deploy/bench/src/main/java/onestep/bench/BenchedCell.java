package onestep.bench;

import java.util.Collections;
import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;

/**
 * A cell of the paper's grid to measure: ReLU, max_step 20, resolution 0.5.
 *
 * @param depth hidden layers L
 * @param dimension input dimension d
 * @param width neurons of each layer, k
 * @param gain 1, the paper's, or 2, He's
 */
record BenchedCell(int depth, int dimension, int width, double gain) {

  /** From the cells that a caching CPU likes to those whose weights no machine holds. */
  static final List<BenchedCell> ALL =
      List.of(
          new BenchedCell(1, 10, 10, 1),
          new BenchedCell(1, 1_000, 1_000, 1),
          new BenchedCell(1, 1_000, 100_000, 1),
          new BenchedCell(1, 10_000, 100_000, 1),
          new BenchedCell(1, 10_000, 1_000_000, 1),
          new BenchedCell(3, 100, 100, 1),
          new BenchedCell(3, 1_000, 1_000, 1),
          new BenchedCell(3, 1_000, 10_000, 1),
          new BenchedCell(6, 1_000, 1_000, 2),
          new BenchedCell(6, 1_000, 10_000, 1),
          new BenchedCell(6, 1_000, 10_000, 2),
          new BenchedCell(6, 10_000, 1_000_000, 1),
          new BenchedCell(6, 10_000, 1_000_000, 2));

  /** The cell with so many points a network, on a sampler. */
  CellSpec spec(int points, Sampler sampler) {
    return new CellSpec(
        new ModelSpec(
            Collections.nCopies(depth, width), dimension, Activation.RELU, gain, sampler, 1),
        new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
        points,
        CellSpec.CPU_NUMERICS);
  }

  /** Bytes of all weights in float32. */
  double weightBytes() {
    return 4.0 * ((double) width * dimension + (depth - 1.0) * width * width);
  }
}
