package onestep.worker.law;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.theory.ReluGradientLaw;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Network;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;

/**
 * The gradient norm of a ReLU network has its exact law at any size ({@link ReluGradientLaw}), with
 * either sampler.
 *
 * <p>‖∇f‖² of many networks is compared with independent draws of the law, by the distance of
 * distribution functions and by ranks, at level {@value #LEVEL} each; its mean with (gain / 2)^L
 * and the number of networks with ∇f = 0 with the exact probability, at {@value #STANDARD_ERRORS}
 * standard errors (2e-7). Four tests for each of 10 cells and 2 samplers: with new seeds a correct
 * sampler fails with probability below 2e-5.
 */
public final class GradientLaw {

  /** Level of a distribution test. */
  static final double LEVEL = 2e-7;

  /** Normal deviation with the same level. */
  static final double STANDARD_ERRORS = 5.2;

  private static final int REFERENCE = 200_000;

  private GradientLaw() {}

  /**
   * The checks, one for each cell and sampler.
   *
   * @param networks networks of each
   */
  public static List<Check> checks(int networks) {
    return cells()
        .flatMap(
            cell ->
                Arrays.stream(Sampler.values())
                    .map(sampler -> (Check) () -> List.of(check(cell, sampler, networks))))
        .toList();
  }

  /** k above and below d, tiny layers that are off now and then, every depth. */
  static Stream<TestedCell> cells() {
    return Stream.of(
            new double[] {1, 8, 3, 1},
            new double[] {1, 30, 60, 2},
            new double[] {1, 100, 100, 1},
            new double[] {2, 10, 5, 2},
            new double[] {2, 60, 60, 2},
            new double[] {3, 40, 15, 1},
            new double[] {4, 6, 12, 2},
            new double[] {5, 20, 10, 1},
            new double[] {6, 12, 20, 2},
            new double[] {6, 30, 4, 1})
        .map(c -> new TestedCell(Activation.RELU, (int) c[0], (int) c[1], (int) c[2], c[3], 1));
  }

  static Finding check(TestedCell cell, Sampler sampler, int networks) {
    ModelSpec model = cell.with(sampler).model();
    ReluGradientLaw law = ReluGradientLaw.of(model).orElseThrow();
    double[] squares = squaredNorms(model, networks);
    double p = TwoSample.smallest(squares, draws(model, REFERENCE));
    double meanOff = SampleMean.of(squares).standardErrorsFrom(law.meanSquare());
    double dead = law.dead();
    double zeros = Arrays.stream(squares).filter(square -> square == 0).count();
    // One more than expected is no surprise however rare they are.
    double deadOff =
        Math.max(0, Math.abs(zeros - dead * networks) - 1)
            / Math.sqrt(Math.max(1, dead * (1 - dead) * networks));
    return new Finding(
        cell + ", " + sampler.label(),
        String.format(
            Locale.ROOT,
            "p %.2g; mean ‖∇f‖² %+.1f s.e. off; %,.0f of %,d networks with ∇f = 0, %,.1f expected",
            p,
            meanOff,
            zeros,
            networks,
            dead * networks),
        String.format(Locale.ROOT, "p above %s, within %s s.e.", LEVEL, STANDARD_ERRORS),
        p > LEVEL && Math.abs(meanOff) < STANDARD_ERRORS && deadOff < STANDARD_ERRORS);
  }

  /** ‖∇f(x)‖² at the first point of networks 0 to networks - 1. */
  static double[] squaredNorms(ModelSpec model, int networks) {
    double[] squares = new double[networks];
    String id = model.id();
    MatrixFactory matrices = MatrixFactory.bySampler(Footprint.KEPT_WEIGHT_BYTES);
    double[] square = new double[1];
    try (CpuBackend backend = new CpuBackend();
        Block x = backend.allocate(model.dimension(), 1);
        Block g = backend.allocate(model.dimension(), 1)) {
      for (int i = 0; i < networks; i++) {
        try (Network network = new Network(backend, model, id, i, matrices)) {
          network.drawPoints(0, x);
          try (ForwardPass pass = network.forward(x)) {
            network.backward(pass, g, new double[1]);
          }
          backend.dot(g, g, square);
          squares[i] = square[0];
        }
      }
    }
    return squares;
  }

  /** Independent draws of the exact law of ‖∇f‖². */
  static double[] draws(ModelSpec model, int count) {
    int depth = model.depth();
    int d = model.dimension();
    SplittableRandom random = new SplittableRandom(31L * depth + model.fanOut(1));
    UniformRandomProvider source = random::nextLong;
    Map<Integer, ContinuousDistribution.Sampler> chiSquared = new HashMap<>();
    double[] draws = new double[count];
    for (int i = 0; i < draws.length; i++) {
      double product = Math.pow(model.gain(), depth) * chiSquared(chiSquared, d, source) / d;
      for (int layer = 1; layer < depth; layer++) {
        int k = model.fanOut(layer);
        product *= chiSquared(chiSquared, half(random, k), source) / k;
      }
      int k = model.fanOut(depth);
      draws[i] = product * half(random, k) / k;
    }
    return draws;
  }

  private static double chiSquared(
      Map<Integer, ContinuousDistribution.Sampler> samplers,
      int freedom,
      UniformRandomProvider source) {
    return freedom == 0
        ? 0
        : samplers
            .computeIfAbsent(freedom, n -> ChiSquaredDistribution.of(n).createSampler(source))
            .sample();
  }

  /** Binomial(k, ½). */
  private static int half(SplittableRandom random, int k) {
    int heads = 0;
    for (int left = k; left > 0; left -= Long.SIZE) {
      heads += Long.bitCount(random.nextLong() & (left < Long.SIZE ? (1L << left) - 1 : -1L));
    }
    return heads;
  }
}
