package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.theory.Statement;
import onestep.contract.theory.Statements;
import onestep.contract.theory.WideLimit;
import onestep.worker.MeteredBackend;
import onestep.worker.backend.Block;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.Network;
import onestep.worker.network.ReferenceNetwork;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeRuleTest {

  private static final int POINTS = 2;

  private final CpuBackend backend = new CpuBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  private static CellSpec cell(
      Activation activation, int depth, int d, int k, Sampler sampler, int points, Probe probe) {
    return new CellSpec(
        new ModelSpec(Collections.nCopies(depth, k), d, activation, 1, sampler, 5),
        probe,
        points,
        CellSpec.CPU_NUMERICS);
  }

  private Network network(CellSpec cell, int number) {
    return new Network(
        backend, cell.model(), cell.model().id(), number, MatrixFactory.bySampler(1L << 30));
  }

  private static double of(NetworkTrials row, ProbeQuantity quantity, int point) {
    return row.quantities()[quantity.index()][point];
  }

  /** What a probe measures, from the weights, in double precision and as it is written down. */
  private static final class Expected {
    private final ReferenceNetwork network;
    private final ModelSpec model;
    private final double radius;
    private final double[] x;
    private final double[] g;
    private final double f;
    private final Map<ProbeQuantity, Double> values = new EnumMap<>(ProbeQuantity.class);

    Expected(ReferenceNetwork network, double radius, double[] x, double[] u, double[] v) {
      this.network = network;
      this.model = network.model();
      this.radius = radius;
      this.x = x;
      this.g = network.gradient(x);
      this.f = network.value(x);
      values.put(ProbeQuantity.VALUE_ABS, Math.abs(f));
      NormalDistribution limit =
          NormalDistribution.of(0, Math.sqrt(WideLimit.of(model).valueVariance()));
      for (int i = 1; i <= 9; i++) {
        values.put(
            ProbeQuantity.VALUE_BELOW_DECILES.get(i - 1),
            limit.cumulativeProbability(f) <= i / 10.0 ? 1.0 : 0.0);
      }
      values.put(ProbeQuantity.GRADIENT_NORM, norm(g));
      double[] h = network.preactivations(x)[0];
      values.put(ProbeQuantity.CHI_SQUARED, Math.abs(square(h) - h.length) / Math.sqrt(h.length));
      if (model.depth() == 1) {
        double slopes =
            Arrays.stream(h).map(t -> Math.pow(model.activation().derivative(t), 2)).sum();
        values.put(ProbeQuantity.GRADIENT_OVER_SLOPES, norm(g) / Math.sqrt(slopes / h.length));
      }
      double downhill = -Math.signum(f) * radius / norm(g);
      values.put(ProbeQuantity.DRIFT_DOWNHILL, norm(drift(moved(g, downhill))));
      values.put(ProbeQuantity.DRIFT_UPHILL, norm(drift(moved(g, -downhill))));
      double[] drift = drift(moved(u, radius));
      values.put(ProbeQuantity.DRIFT_RANDOM_SQUARED, square(drift));
      values.put(ProbeQuantity.DRIFT_COMPONENT, Math.abs(dot(v, drift)));
      signs(h, network.preactivations(moved(u, radius))[0]);
      linearisation();
      double largest =
          Math.max(
              Math.sqrt(values.get(ProbeQuantity.DRIFT_RANDOM_SQUARED)),
              Math.max(
                  values.get(ProbeQuantity.DRIFT_DOWNHILL),
                  values.get(ProbeQuantity.DRIFT_UPHILL)));
      values.put(ProbeQuantity.DRIFT_LARGEST, largest);
      if (model.activation().isSmooth()) {
        EigenDecomposition_F64<DMatrixRMaj> here = eigen(hessian(x));
        values.put(ProbeQuantity.HESSIAN_NORM, largest(here));
        values.put(
            ProbeQuantity.HESSIAN_NORM_BALL,
            Math.max(
                largest(here),
                Math.max(
                    largest(eigen(hessian(moved(g, downhill)))),
                    largest(eigen(hessian(moved(u, radius)))))));
        curved(here);
      } else if (model.depth() == 1) {
        curved(eigen(smoothed(h)));
      }
    }

    /** Along either sign of the eigenvector: which one is up to the algorithm. */
    private void curved(EigenDecomposition_F64<DMatrixRMaj> eigen) {
      double[] e = new double[x.length];
      int end = farthest(eigen);
      for (int i = 0; i < e.length; i++) {
        e[i] = eigen.getEigenVector(end).get(i, 0);
      }
      curvedEither = new double[] {norm(drift(moved(e, radius))), norm(drift(moved(e, -radius)))};
    }

    private double[] curvedEither = {};

    private double[] moved(double[] direction, double factor) {
      double[] y = x.clone();
      for (int i = 0; i < y.length; i++) {
        y[i] += factor * direction[i];
      }
      return y;
    }

    /** ∇f(x) - ∇f(y). */
    private double[] drift(double[] y) {
      double[] drift = network.gradient(y);
      for (int i = 0; i < drift.length; i++) {
        drift[i] = g[i] - drift[i];
      }
      return drift;
    }

    private void signs(double[] before, double[] after) {
      double changed = 0;
      double near = 0;
      double[] rows = squaredRows();
      for (int i = 0; i < before.length; i++) {
        changed += Math.signum(before[i]) != Math.signum(after[i]) ? 1 : 0;
        near += Math.abs(after[i]) <= 0.1 * Math.sqrt(rows[i]) ? 1 : 0;
      }
      values.put(ProbeQuantity.CHANGED_SIGNS, changed / before.length);
      values.put(ProbeQuantity.NEAR_SIGNS, near / before.length);
      values.put(ProbeQuantity.WEIGHTS_SQUARED, Arrays.stream(rows).sum() / rows.length);
      values.put(ProbeQuantity.LARGEST_WEIGHT_SQUARED, Arrays.stream(rows).max().orElseThrow());
    }

    private double[] squaredRows() {
      double[] rows = new double[model.fanOut(1)];
      for (int i = 0; i < x.length; i++) {
        double[] column = column(i);
        for (int l = 0; l < rows.length; l++) {
          rows[l] += column[l] * column[l];
        }
      }
      return rows;
    }

    private double[] column(int i) {
      double[] unit = new double[x.length];
      unit[i] = 1;
      return network.multiply(1, unit);
    }

    /** Lemma 1 at η = -2f. */
    private void linearisation() {
      double eta = -2 * f;
      double largest = 0;
      for (int i = 1; i <= 8; i++) {
        largest = Math.max(largest, norm(drift(moved(g, eta * i / 8 / square(g)))));
      }
      double left = Math.abs(network.value(moved(g, eta / square(g))) - (f + eta));
      values.put(ProbeQuantity.LINEARISATION_ERROR, left / (Math.abs(eta) * largest / norm(g)));
    }

    private DMatrixRMaj hessian(double[] y) {
      DMatrixRMaj hessian = new DMatrixRMaj(x.length, x.length);
      double step = 1e-5;
      for (int i = 0; i < x.length; i++) {
        double[] up = y.clone();
        double[] down = y.clone();
        up[i] += step;
        down[i] -= step;
        double[] above = network.gradient(up);
        double[] below = network.gradient(down);
        for (int j = 0; j < x.length; j++) {
          hessian.add(i, j, (above[j] - below[j]) / (4 * step));
          hessian.add(j, i, (above[j] - below[j]) / (4 * step));
        }
      }
      return hessian;
    }

    /** k^(-1/2) Σ a w wᵀ softplus''(w·x/τ)/τ. */
    private DMatrixRMaj smoothed(double[] h) {
      double tau = radius / Math.sqrt(x.length);
      DMatrixRMaj hessian = new DMatrixRMaj(x.length, x.length);
      double[][] columns = new double[x.length][];
      Arrays.setAll(columns, this::column);
      for (int l = 0; l < h.length; l++) {
        double bend =
            network.signs()[l]
                * Activation.SOFTPLUS.secondDerivative(h[l] / tau)
                / tau
                / Math.sqrt(h.length);
        for (int i = 0; i < x.length; i++) {
          for (int j = 0; j < x.length; j++) {
            hessian.add(i, j, bend * columns[i][l] * columns[j][l]);
          }
        }
      }
      return hessian;
    }

    private static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj matrix) {
      EigenDecomposition_F64<DMatrixRMaj> eigen =
          DecompositionFactory_DDRM.eig(matrix.numRows, true, true);
      assertThat(eigen.decompose(matrix)).isTrue();
      return eigen;
    }

    private static int farthest(EigenDecomposition_F64<DMatrixRMaj> eigen) {
      int end = 0;
      for (int i = 1; i < eigen.getNumberOfEigenvalues(); i++) {
        if (Math.abs(eigen.getEigenvalue(i).getReal())
            > Math.abs(eigen.getEigenvalue(end).getReal())) {
          end = i;
        }
      }
      return end;
    }

    private static double largest(EigenDecomposition_F64<DMatrixRMaj> eigen) {
      return Math.abs(eigen.getEigenvalue(farthest(eigen)).getReal());
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double square(double[] a) {
    return dot(a, a);
  }

  private static double norm(double[] a) {
    return Math.sqrt(square(a));
  }

  private double[] column(Block block, int j) {
    float[] numbers = backend.read(block.columns(j, j + 1));
    double[] column = new double[numbers.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = numbers[i];
    }
    return column;
  }

  /** The weights are read back after the probe, so a conditioned network is the same one. */
  @ParameterizedTest
  @CsvSource({
    "RELU, 1",
    "RELU, 3",
    "LEAKY_RELU, 1",
    "TANH, 1",
    "TANH, 3",
    "SIGMOID, 2",
    "GELU, 1",
    "SINE, 1"
  })
  void shouldMeasureWhatANetworkInDoublePrecisionHas(Activation activation, int depth) {
    int compared = 0;
    int different = 0;
    for (Sampler sampler : Sampler.values()) {
      for (int number = 0; number < 6; number++) {
        CellSpec cell = cell(activation, depth, 7, 23, sampler, POINTS, new Probe(0.05, 0.8));
        try (Network network = network(cell, number);
            Block x = backend.allocate(7, POINTS);
            Block u = backend.allocate(7, POINTS);
            Block v = backend.allocate(7, POINTS)) {
          network.drawPoints(0, x);
          network.drawDirections(0, 0, u);
          network.drawDirections(0, 1, v);
          Trials trials = new Trials(cell, number);
          // When
          attack(cell).run(network, 0, POINTS, trials);
          // Then
          NetworkTrials row = trials.toNetworkTrials();
          ReferenceNetwork reference = ReferenceNetwork.of(network, backend);
          for (int j = 0; j < POINTS; j++) {
            Expected expected =
                new Expected(reference, 0.8, column(x, j), column(u, j), column(v, j));
            for (Map.Entry<ProbeQuantity, Double> each : expected.values.entrySet()) {
              boolean dense = sampler == Sampler.DENSE;
              boolean once = j == 0;
              double measured = of(row, each.getKey(), j);
              switch (each.getKey()) {
                case NEAR_SIGNS -> {
                  if (!dense) {
                    assertThat(measured).isNaN();
                    continue;
                  }
                }
                case WEIGHTS_SQUARED, LARGEST_WEIGHT_SQUARED -> {
                  if (!dense || !once) {
                    assertThat(measured).isNaN();
                    continue;
                  }
                }
                case DRIFT_LARGEST -> {
                  double curved = of(row, ProbeQuantity.DRIFT_CURVED, j);
                  double largest = Double.isNaN(curved) ? 0 : curved;
                  each.setValue(Math.max(largest, each.getValue()));
                }
                default -> {}
              }
              compared++;
              if (Math.abs(measured - each.getValue()) > 2e-4 * Math.max(1, each.getValue())) {
                different++;
              }
            }
            double curved = of(row, ProbeQuantity.DRIFT_CURVED, j);
            if (expected.curvedEither.length == 0) {
              assertThat(curved).isNaN();
            } else {
              compared++;
              double off =
                  Arrays.stream(expected.curvedEither)
                      .map(t -> Math.abs(t - curved))
                      .min()
                      .orElseThrow();
              different += off > 1e-3 ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(250);
    // A ReLU within rounding of its kink, on either side in single and double precision
    assertThat(different).isLessThanOrEqualTo(activation.isSmooth() ? 0 : 3);
  }

  private Attack attack(CellSpec cell) {
    return new CellTrials().attack(cell, backend);
  }

  /** All subsets of 12 neurons of at most 4d = 8. */
  @Test
  void shouldFindNearlyTheLargestSumOfASubset() {
    double found = 0;
    double largest = 0;
    for (int number = 0; number < 20; number++) {
      CellSpec cell = cell(Activation.RELU, 1, 2, 12, Sampler.DENSE, 1, new Probe(0.05, 0.5));
      try (Network network = network(cell, number)) {
        Trials trials = new Trials(cell, number);
        attack(cell).run(network, 0, 1, trials);
        ReferenceNetwork reference = ReferenceNetwork.of(network, backend);
        double best = 0;
        for (int subset = 0; subset < 1 << 12; subset++) {
          if (Integer.bitCount(subset) <= 8) {
            best = Math.max(best, sum(reference, subset));
          }
        }
        double measured = of(trials.toNetworkTrials(), ProbeQuantity.SUBSET_SUM, 0);
        assertThat(measured).isLessThanOrEqualTo(best * (1 + 1e-5));
        found += measured;
        largest += best;
      }
    }
    assertThat(found / largest).isGreaterThan(0.93);
  }

  private static double sum(ReferenceNetwork reference, int subset) {
    double square = 0;
    for (int i = 0; i < 2; i++) {
      double[] column = reference.multiply(1, i == 0 ? new double[] {1, 0} : new double[] {0, 1});
      double sum = 0;
      for (int l = 0; l < 12; l++) {
        sum += (subset >> l & 1) * reference.signs()[l] * column[l];
      }
      square += sum * sum;
    }
    return Math.sqrt(square / 12);
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeTheStepOfItsRadius(Sampler sampler) {
    Probe probe = new Probe(0.05, 1.1);
    CellSpec probed = cell(Activation.RELU, 1, 20, 40, sampler, 1, probe);
    CellSpec stepped =
        new CellSpec(probed.model(), new FixedStep(1.1, StepUnit.LENGTH), 1, CellSpec.CPU_NUMERICS);
    int flipped = 0;
    for (int number = 0; number < 60; number++) {
      NetworkTrials one = new CellTrials().run(probed, number, backend);
      NetworkTrials other = new CellTrials().run(stepped, number, backend);
      if (one.outcomes()[0] == Outcome.FLIPPED) {
        flipped++;
        assertThat(one.steps()[0] * one.gradientNorms()[0]).isCloseTo(1.1, within(1e-5));
      }
      if (sampler == Sampler.DENSE) { // of a conditioned network, other queries make another one
        assertThat(one.outcomes()).isEqualTo(other.outcomes());
      }
    }
    assertThat(flipped).isBetween(20, 58);
  }

  /** Every event is that its quantity lies beyond its bound, and is there if the bound applies. */
  @ParameterizedTest
  @CsvSource({"RELU, 0.9", "TANH, 0.9", "SIGMOID, 0.5", "GELU, 0.5"})
  void shouldJudgeByTheBoundsOfTheStatements(Activation activation, double gamma) {
    CellSpec cell = cell(activation, 1, 12, 2800, Sampler.DENSE, 3, new Probe(gamma, 1));
    int violations = 0;
    for (int number = 0; number < 20; number++) {
      NetworkTrials row = new CellTrials().run(cell, number, backend);
      for (Statement statement : Statements.ALL) {
        if (statement.violated().isEmpty()) {
          continue;
        }
        for (int j = 0; j < 3; j++) {
          double value = of(row, statement.measured(), j);
          double event = of(row, statement.violated().get(), j);
          if (statement.bound(cell).isEmpty() || Double.isNaN(value)) {
            assertThat(event).as("%s", statement).isNaN();
            continue;
          }
          boolean beyond = statement.violates(value, statement.bound(cell).getAsDouble());
          boolean oneSided = statement.measured() == ProbeQuantity.DRIFT_COMPONENT;
          assertThat(event)
              .as("%s at %s", statement, value)
              .isIn(
                  beyond && !oneSided ? new Object[] {1.0} : new Object[] {0.0, beyond ? 1.0 : 0});
          violations += event == 1 ? 1 : 0;
        }
      }
    }
    assertThat(violations).isGreaterThan(gamma > 0.5 ? 20 : 0);
  }

  /**
   * 200 networks: a bound that failed with probability γ exactly would be violated more often than
   * this with probability 1e-7.
   */
  @ParameterizedTest
  @CsvSource({"RELU, 0.1", "TANH, 0.1", "SINE, 0.5"})
  void shouldKeepEveryBoundAsOftenAsItPromises(Activation activation, double gamma) {
    CellSpec cell = cell(activation, 1, 16, 2800, Sampler.CONDITIONED, 1, new Probe(gamma, 1.5));
    int networks = 200;
    double[] violated = new double[ProbeQuantity.values().length];
    for (int number = 0; number < networks; number++) {
      NetworkTrials row = new CellTrials().run(cell, number, backend);
      for (Statement statement : Statements.ALL) {
        statement
            .violated()
            .ifPresent(event -> violated[event.index()] += of(row, event, 0) == 1 ? 1 : 0);
      }
    }
    double allowed = gamma + 5.2 * Math.sqrt(gamma * (1 - gamma) / networks);
    for (Statement statement : Statements.ALL) {
      statement
          .violated()
          .ifPresent(
              event ->
                  assertThat(violated[event.index()] / networks)
                      .as("%s, %s", statement, event)
                      .isLessThanOrEqualTo(allowed));
    }
    assertThat(violated[ProbeQuantity.LINEARISATION_BEYOND_LEMMA_1.index()]).isZero();
  }

  /** 1,500 networks of 2 points: five standard errors, below 6e-7 each to be wrong. */
  @ParameterizedTest
  @CsvSource({
    "RELU, DENSE, DRIFT_RANDOM_SQUARED, eq. (7)",
    "RELU, CONDITIONED, DRIFT_RANDOM_SQUARED, eq. (7)",
    "TANH, DENSE, CHANGED_SIGNS, Lemma 9 (13)",
    "RELU, CONDITIONED, CHANGED_SIGNS, Lemma 9 (13)"
  })
  void shouldHaveTheMeansThatAreKnownExactly(
      Activation activation, Sampler sampler, ProbeQuantity quantity, String label) {
    CellSpec cell = cell(activation, 1, 8, 12, sampler, 2, new Probe(0.1, 1.2));
    double sum = 0;
    double squares = 0;
    int networks = 1500;
    for (int number = 0; number < networks; number++) {
      NetworkTrials row = new CellTrials().run(cell, number, backend);
      double mean = (of(row, quantity, 0) + of(row, quantity, 1)) / 2;
      sum += mean;
      squares += mean * mean;
    }
    double mean = sum / networks;
    double error = Math.sqrt((squares / networks - mean * mean) / networks);
    Statement statement =
        Statements.ALL.stream().filter(s -> s.label().equals(label)).findFirst().orElseThrow();

    assertThat(mean).isCloseTo(statement.limit(cell).orElseThrow(), within(5 * error));
  }

  @ParameterizedTest
  @CsvSource({
    "RELU, 1, DENSE",
    "RELU, 3, CONDITIONED",
    "TANH, 1, CONDITIONED",
    "TANH, 2, DENSE",
    "SWISH, 3, CONDITIONED"
  })
  void shouldStayWithinItsFootprint(Activation activation, int depth, Sampler sampler) {
    CellSpec cell = cell(activation, depth, 600, 700, sampler, 5, new Probe(0.05, 1));
    try (MeteredBackend metered = new MeteredBackend(new CpuBackend())) {
      NetworkTrials row = new CellTrials().run(cell, 0, metered);

      assertThat(of(row, ProbeQuantity.VALUE_ABS, 4)).isPositive();
      assertThat(metered.peakBytes()).isLessThanOrEqualTo(Footprint.bytes(cell));
      assertThat(metered.open()).isZero();
    }
  }

  @Test
  void shouldLeaveOutWhatADeadNetworkHasNot() {
    CellSpec cell = cell(Activation.RELU, 1, 3, 1, Sampler.DENSE, 1, new Probe(0.05, 1));
    int dead = 0;
    for (int number = 0; number < 20; number++) {
      NetworkTrials row = new CellTrials().run(cell, number, backend);
      if (row.outcomes()[0] == Outcome.DEGENERATE) {
        dead++;
        assertThat(of(row, ProbeQuantity.VALUE_ABS, 0)).isZero();
        assertThat(of(row, ProbeQuantity.DRIFT_DOWNHILL, 0)).isNaN();
        assertThat(of(row, ProbeQuantity.DRIFT_RELATIVE, 0)).isNaN();
        assertThat(of(row, ProbeQuantity.LINEARISATION_ERROR, 0)).isNaN();
        assertThat(of(row, ProbeQuantity.DRIFT_RANDOM_SQUARED, 0)).isNotNaN();
      }
    }
    assertThat(dead).isBetween(3, 17);
  }
}
