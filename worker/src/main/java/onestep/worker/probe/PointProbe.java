package onestep.worker.probe;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.theory.WideLimit;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.matrix.Workspace;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Hessian;
import onestep.worker.network.Network;
import onestep.worker.network.SmoothedHessian;

/**
 * Measures what the paper's statements are about at the points of one network: {@link
 * ProbeQuantity} says what each number is. All points of a group share each product.
 */
public final class PointProbe {

  private static final int DIRECTION_U = 0;
  private static final int DIRECTION_V = 1;
  private static final int LANCZOS_START = 2;

  /** A gradient that turns by less, against its length, does not turn: that is rounding. */
  private static final double STRAIGHT = 1e-6;

  private final Backend backend;
  private final Network network;
  private final Probe probe;
  private final FirstLayer firstLayer;

  /** A probe of a network; not safe for use by several threads. */
  public PointProbe(Backend backend, Network network, Probe probe) {
    this.backend = backend;
    this.network = network;
    this.probe = probe;
    this.firstLayer = new FirstLayer(backend, network);
  }

  /**
   * Measures a group of points.
   *
   * @param pass the network at the points
   * @param gradients d×m, ∇f there
   * @param errors rounding errors of the values of the pass
   * @param first number of the first point within the network
   */
  public void measure(
      ForwardPass pass, Block gradients, double[] errors, int first, ProbeResults results) {
    try (Group group = new Group(pass, gradients, errors, first, results)) {
      group.measureScale();
      group.measureDrifts();
      group.measureLinearisation();
      if (first == 0) {
        firstLayer.measure(gradients.columns(0, 1), results);
      }
    }
  }

  /** The points that are measured together. */
  private final class Group implements AutoCloseable {
    private final double[] deciles = deciles();
    private final ForwardPass pass;
    private final Block gradients;
    private final double[] errors;
    private final int first;
    private final ProbeResults results;
    private final int m;
    private final ModelSpec model = network.model();
    private final Workspace workspace = new Workspace(backend);
    private final Block displacements;

    /** ‖∇f‖; 0 where it is too small for float32, so that no direction is left. */
    private final double[] norms;

    private final double[] largestDrift;
    private final double[] largestHessian;

    Group(ForwardPass pass, Block gradients, double[] errors, int first, ProbeResults results) {
      this.pass = pass;
      this.gradients = gradients;
      this.errors = errors;
      this.first = first;
      this.results = results;
      this.m = pass.points();
      this.norms = norms(gradients);
      this.largestDrift = new double[m];
      this.largestHessian = new double[m];
      this.displacements = workspace.allocate(model.dimension(), m);
    }

    @Override
    public void close() {
      workspace.close();
    }

    /** The nine deciles of f(x) in the limit. */
    private double[] deciles() {
      WideLimit limit = WideLimit.of(network.model());
      double[] deciles = new double[ProbeQuantity.VALUE_BELOW_DECILES.size()];
      Arrays.setAll(deciles, i -> limit.valueQuantile((i + 1) / 10.0));
      return deciles;
    }

    void measureScale() {
      double[] slopes = model.depth() == 1 ? meanSquareSlopes() : null;
      for (int j = 0; j < m; j++) {
        double value = pass.values()[j];
        results.note(ProbeQuantity.VALUE_ABS, j, Math.abs(value));
        for (int i = 0; i < deciles.length; i++) {
          results.note(ProbeQuantity.VALUE_BELOW_DECILES.get(i), j, value <= deciles[i] ? 1 : 0);
        }
        results.note(ProbeQuantity.GRADIENT_NORM, j, norms[j]);
        if (slopes != null && slopes[j] > 0) {
          results.note(ProbeQuantity.GRADIENT_OVER_SLOPES, j, norms[j] / Math.sqrt(slopes[j]));
        }
        Block h = column(pass.preactivations(1), j);
        double width = h.rows();
        results.note(
            ProbeQuantity.CHI_SQUARED, j, Math.abs(squaredNorm(h) - width) / Math.sqrt(width));
      }
    }

    /** (1/k) Σ ψ'(w·x)². */
    private double[] meanSquareSlopes() {
      double[] means = new double[m];
      Block h = pass.preactivations(1);
      float[] ones = new float[h.rows()];
      Arrays.fill(ones, 1);
      try (Block slopes = backend.allocate(h.rows(), 1)) {
        for (int j = 0; j < m; j++) {
          backend.write(ones, slopes);
          backend.multiplyByDerivative(model.activation(), column(h, j), slopes);
          means[j] = squaredNorm(slopes) / h.rows();
        }
      }
      return means;
    }

    void measureDrifts() {
      setAlongGradient(j -> probe.radius() * towards(j) / norms[j]);
      noteDrifts(ProbeQuantity.DRIFT_DOWNHILL, this::measureHessian);
      setAlongGradient(j -> -probe.radius() * towards(j) / norms[j]);
      noteDrifts(ProbeQuantity.DRIFT_UPHILL, (moved, change) -> {});
      setTo(DIRECTION_U);
      noteDrifts(
          ProbeQuantity.DRIFT_RANDOM_SQUARED,
          (moved, change) -> {
            measureComponents(change);
            measureSigns(moved);
            measureHessian(moved, change);
          });
      if (setToCurved()) {
        noteDrifts(ProbeQuantity.DRIFT_CURVED, (moved, change) -> {});
      }
      for (int j = 0; j < m; j++) {
        results.note(ProbeQuantity.DRIFT_LARGEST, j, largestDrift[j]);
        if (norms[j] > 0) {
          results.note(ProbeQuantity.DRIFT_RELATIVE, j, largestDrift[j] / norms[j]);
        }
        if (model.activation().isSmooth()) {
          results.note(ProbeQuantity.HESSIAN_NORM_BALL, j, largestHessian[j]);
        }
      }
    }

    private void noteDrifts(ProbeQuantity quantity, AfterMove also) {
      boolean alongGradient =
          quantity == ProbeQuantity.DRIFT_DOWNHILL || quantity == ProbeQuantity.DRIFT_UPHILL;
      double[] drifts = drifts(also);
      for (int j = 0; j < m; j++) {
        if (!alongGradient || norms[j] > 0) {
          boolean square = quantity == ProbeQuantity.DRIFT_RANDOM_SQUARED;
          results.note(quantity, j, square ? drifts[j] * drifts[j] : drifts[j]);
          largestDrift[j] = Math.max(largestDrift[j], drifts[j]);
        }
      }
    }

    /** ‖∇f(x) - ∇f(x + δ)‖ for the displacements δ set last. */
    private double[] drifts(AfterMove also) {
      try (ForwardPass moved = network.displaced(pass, displacements);
          Block change = backend.allocate(model.dimension(), m)) {
        network.backward(moved, change, new double[m]);
        for (int j = 0; j < m; j++) {
          backend.addScaled(column(gradients, j), new float[] {-1}, column(change, j));
        }
        also.look(moved, change);
        double[] drifts = new double[m];
        for (int j = 0; j < m; j++) {
          drifts[j] = Math.sqrt(squaredNorm(column(change, j)));
        }
        return drifts;
      }
    }

    /** s, towards the sign change. */
    private int towards(int j) {
      return pass.values()[j] > 0 ? -1 : 1;
    }

    /** δ_j = factor ∇f(x_j); 0 where there is no gradient. */
    private void setAlongGradient(IntToDoubleFunction factor) {
      backend.copy(gradients, displacements);
      scaleDisplacements(j -> norms[j] > 0 ? factor.applyAsDouble(j) : 0);
    }

    private void setTo(int part) {
      network.drawDirections(first, part, displacements);
      scaleDisplacements(j -> probe.radius());
    }

    /** δ = R e, if there is such a direction; measures the Hessian on the way. */
    private boolean setToCurved() {
      if (model.activation().isSmooth()) {
        Hessian hessian = new Hessian(network, backend, pass);
        double[] hessians = lanczos(hessian::multiply, displacements);
        for (int j = 0; j < m; j++) {
          results.note(ProbeQuantity.HESSIAN_NORM, j, hessians[j]);
          largestHessian[j] = Math.max(largestHessian[j], hessians[j]);
        }
      } else if (model.depth() == 1) {
        double temperature = probe.radius() * Math.sqrt(model.gain() / model.dimension());
        SmoothedHessian smoothed = new SmoothedHessian(network, backend, pass, temperature);
        lanczos(smoothed::multiply, displacements);
      } else {
        return false;
      }
      scaleDisplacements(j -> probe.radius());
      return true;
    }

    private void measureHessian(ForwardPass moved, Block change) {
      if (model.activation().isSmooth()) {
        Hessian hessian = new Hessian(network, backend, moved);
        try (Block vectors = backend.allocate(model.dimension(), m)) {
          double[] hessians = lanczos(hessian::multiply, vectors);
          for (int j = 0; j < m; j++) {
            largestHessian[j] = Math.max(largestHessian[j], hessians[j]);
          }
        }
      }
    }

    private double[] lanczos(Lanczos.Operator operator, Block vectors) {
      try (Block starts = backend.allocate(model.dimension(), m)) {
        network.drawDirections(first, LANCZOS_START, starts);
        return new Lanczos(backend, Footprint.LANCZOS_STEPS).norms(operator, starts, vectors);
      }
    }

    /** v·(∇f(x) - ∇f(x + δ)). */
    private void measureComponents(Block change) {
      try (Block v = backend.allocate(model.dimension(), m)) {
        network.drawDirections(first, DIRECTION_V, v);
        double[] product = new double[1];
        for (int j = 0; j < m; j++) {
          backend.dot(column(v, j), column(change, j), product);
          results.note(ProbeQuantity.DRIFT_COMPONENT, j, Math.abs(product[0]), -product[0]);
        }
      }
    }

    private void measureSigns(ForwardPass moved) {
      for (int j = 0; j < m; j++) {
        float[] before = backend.read(column(pass.preactivations(1), j));
        float[] after = backend.read(column(moved.preactivations(1), j));
        results.note(ProbeQuantity.CHANGED_SIGNS, j, FirstLayer.changedSigns(before, after));
        if (firstLayer.hasRows()) {
          results.note(ProbeQuantity.NEAR_SIGNS, j, firstLayer.nearSigns(after));
        }
      }
    }

    /**
     * Lemma 1 at η = -2 f(x): δ = η ∇f / ‖∇f‖² and the segment to it, on which the proof needs the
     * sup.
     */
    void measureLinearisation() {
      double[] largest = new double[m];
      double[] values = new double[m];
      for (int step = 1; step <= Footprint.SEGMENT_POINTS; step++) {
        double share = (double) step / Footprint.SEGMENT_POINTS;
        setAlongGradient(j -> -2 * share * pass.values()[j] / (norms[j] * norms[j]));
        double[] drifts =
            drifts((moved, change) -> System.arraycopy(moved.values(), 0, values, 0, m));
        for (int j = 0; j < m; j++) {
          largest[j] = Math.max(largest[j], drifts[j]);
        }
      }
      for (int j = 0; j < m; j++) {
        double eta = -2 * pass.values()[j];
        double left = Math.abs(values[j] - (pass.values()[j] + eta));
        double right = Math.abs(eta) * largest[j] / norms[j];
        if (norms[j] > 0 && eta != 0 && largest[j] > STRAIGHT * norms[j]) {
          // Twice for the two values, twice for being an estimate, and float32 gradients.
          double rounding = 4 * errors[j] + 4 * 0x1p-24 * Math.abs(eta);
          results.note(
              ProbeQuantity.LINEARISATION_ERROR, j, left / right, (left - rounding) / right);
        }
      }
    }

    private void scaleDisplacements(IntToDoubleFunction factor) {
      float[] factors = new float[m];
      for (int j = 0; j < m; j++) {
        factors[j] = (float) factor.applyAsDouble(j);
      }
      backend.scale(factors, displacements);
    }
  }

  /** What else is measured at the points moved to; change is ∇f(x + δ) - ∇f(x), d×m. */
  @FunctionalInterface
  private interface AfterMove {
    void look(ForwardPass moved, Block change);
  }

  private double[] norms(Block gradients) {
    double[] norms = new double[gradients.columns()];
    for (int j = 0; j < norms.length; j++) {
      double square = squaredNorm(column(gradients, j));
      norms[j] = square < Network.smallestSquare(gradients.rows()) ? 0 : Math.sqrt(square);
    }
    return norms;
  }

  private static Block column(Block block, int j) {
    return block.columns(j, j + 1);
  }

  private double squaredNorm(Block column) {
    double[] square = new double[1];
    backend.dot(column, column, square);
    return square[0];
  }
}
