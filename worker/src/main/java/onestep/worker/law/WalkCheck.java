package onestep.worker.law;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Network;
import onestep.worker.network.ReferenceNetwork;

/**
 * The attack finds the crossing that an exact walk in double precision finds, in every trial; where
 * it scans, it may only pass over pairs of crossings that lie between two steps of the scan.
 */
public final class WalkCheck {

  private static final SmallestStep PAPER = new SmallestStep(20, StepUnit.ETA, 0.5);

  /** Steps agree to this, relative, beside what rounding errors of f come to. */
  private static final double TOLERANCE = 1e-4;

  /** Rounding errors of f, each twice its expectation, divided by the slope at 0. */
  private static final double ROUNDINGS = 8;

  private WalkCheck() {}

  /**
   * The checks, one a cell.
   *
   * @param networks networks of each
   */
  public static List<Check> checks(int networks) {
    return List.of(
            new TestedCell(Activation.RELU, 1, 10, 20, 1, 1),
            new TestedCell(Activation.LEAKY_RELU, 1, 10, 20, 2, 1),
            new TestedCell(Activation.RELU, 2, 10, 10, 1, 1),
            new TestedCell(Activation.RELU, 2, 20, 15, 2, 1),
            new TestedCell(Activation.LEAKY_RELU, 2, 10, 15, 1, 1),
            new TestedCell(Activation.RELU, 3, 10, 10, 2, 1),
            new TestedCell(Activation.LEAKY_RELU, 4, 8, 12, 2, 1),
            new TestedCell(Activation.RELU, 4, 15, 20, 1, 1),
            new TestedCell(Activation.RELU, 6, 10, 10, 1, 1),
            new TestedCell(Activation.RELU, 6, 10, 30, 2, 1))
        .stream()
        .map(cell -> (Check) () -> List.of(check(cell, networks)))
        .toList();
  }

  /** What became of the trials of a cell. */
  private static final class Tally {
    private int agreed;
    private int passedOver;
    private int undecided;
    private int wrong;
  }

  static Finding check(TestedCell tested, int networks) {
    CellSpec cell = tested.with(Sampler.DENSE, PAPER);
    Tally tally = new Tally();
    try (CpuBackend backend = new CpuBackend()) {
      for (int number = 0; number < networks; number++) {
        NetworkTrials trials = new CellTrials().run(cell, number, backend);
        judge(trials, line(cell, number, backend), tally);
      }
    }
    boolean exact = cell.model().hasExactCrossings();
    return new Finding(
        tested.toString(),
        String.format(
            Locale.ROOT,
            "%,d of %,d trials agree, %,d passed over a pair of crossings (%.2f %%), %,d undecided,"
                + " %,d wrong",
            tally.agreed,
            networks,
            tally.passedOver,
            100.0 * tally.passedOver / networks,
            tally.undecided,
            tally.wrong),
        exact ? "none passed over, none wrong" : "none wrong",
        tally.wrong == 0 && (!exact || tally.passedOver == 0));
  }

  /**
   * The exact crossings on a trial's line.
   *
   * @param changes steps at which the sign changes, ascending
   * @param stepError what rounding in float32 does to a step
   */
  private record Line(List<Double> changes, double stepError) {}

  private static void judge(NetworkTrials trials, Line line, Tally tally) {
    List<Double> changes = line.changes();
    double step = trials.steps()[0];
    switch (trials.outcomes()[0]) {
      case DEGENERATE, UNRESOLVED -> tally.undecided++;
      case NOT_FLIPPED -> count(changes.isEmpty(), inPairs(changes, changes.size()), tally);
      case FLIPPED -> {
        double tolerance = TOLERANCE * step + ROUNDINGS * line.stepError();
        int found = 0;
        while (found < changes.size() && changes.get(found) < step - tolerance) {
          found++;
        }
        boolean exists = found < changes.size() && changes.get(found) <= step + tolerance;
        count(exists && found == 0, exists && inPairs(changes, found), tally);
      }
    }
  }

  private static void count(boolean agrees, boolean passedOver, Tally tally) {
    if (agrees) {
      tally.agreed++;
    } else if (passedOver) {
      tally.passedOver++;
    } else {
      tally.wrong++;
    }
  }

  /** Whether the first crossings are pairs, each within one step of the scan. */
  private static boolean inPairs(List<Double> changes, int count) {
    for (int i = 0; i < count; i += 2) {
      boolean paired =
          i + 1 < count
              && Math.floor(changes.get(i) / PAPER.resolution())
                  == Math.floor(changes.get(i + 1) / PAPER.resolution());
      if (!paired) {
        return false;
      }
    }
    return count > 0;
  }

  private static Line line(CellSpec cell, int number, CpuBackend backend) {
    int d = cell.model().dimension();
    MatrixFactory matrices = MatrixFactory.bySampler(Footprint.KEPT_WEIGHT_BYTES);
    try (Network network = new Network(backend, cell.model(), cell.model().id(), number, matrices);
        Block x = backend.allocate(d, 1);
        Block g = backend.allocate(d, 1)) {
      network.drawPoints(0, x);
      try (ForwardPass pass = network.forward(x)) {
        double[] valueError = new double[1];
        network.backward(pass, g, valueError);
        double sign = pass.values()[0] > 0 ? -1 : 1;
        double[] gradient = doubles(backend.read(g));
        double square = Arrays.stream(gradient).map(t -> t * t).sum();
        return new Line(
            LineWalk.signChanges(
                ReferenceNetwork.of(network, backend),
                doubles(backend.read(x)),
                Arrays.stream(gradient).map(t -> sign * t).toArray(),
                PAPER.maxStep()),
            valueError[0] / square);
      }
    }
  }

  private static double[] doubles(float[] numbers) {
    double[] wide = new double[numbers.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = numbers[i];
    }
    return wide;
  }
}
