package onestep.worker.attack;

import java.util.Arrays;
import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Quantity;
import onestep.worker.attack.Direction.Pace;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.matrix.Workspace;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Lines;
import onestep.worker.network.Network;

/**
 * Gradient descent on |f| until its sign has changed, beside a single step of any length from the
 * same x.
 */
final class DescentAttack implements Attack {

  private static final int PATH_LENGTH = quantityOf(GradientDescent.PATH_LENGTH);
  private static final int STEPS = quantityOf(GradientDescent.STEPS);
  private static final int ONE_STEP = quantityOf(GradientDescent.ONE_STEP);
  private static final int ONE_STEP_RATIO = quantityOf(GradientDescent.ONE_STEP_RATIO);

  private final Backend backend;
  private final GradientDescent spec;
  private final StepRule single;
  private final Judge judge;

  /**
   * An attack on a backend.
   *
   * @param single searches for the single step
   */
  DescentAttack(Backend backend, GradientDescent spec, StepRule single) {
    this.backend = backend;
    this.spec = spec;
    this.single = single;
    this.judge = new Judge(backend);
  }

  private static int quantityOf(Quantity quantity) {
    return GradientDescent.QUANTITIES.indexOf(quantity);
  }

  @Override
  public void run(Network network, int first, int count, Trials trials) {
    for (int point = first; point < first + count; point++) {
      trials.quantity(ONE_STEP, point, 0);
    }
    try (Workspace workspace = new Workspace(backend)) {
      int dimension = network.model().dimension();
      Block x = workspace.allocate(dimension, count);
      Block gradients = workspace.allocate(dimension, count);
      network.drawPoints(first, x);
      LineStarts starts;
      Trials lines = trials.another();
      try (ForwardPass pass = network.forward(x)) {
        starts = judge.starts(network, pass, gradients, first, trials);
        if (starts.searched().length == 0) {
          return;
        }
        searchSingleSteps(network, pass, gradients, starts, lines);
      }
      Block displacement = workspace.allocate(dimension, count);
      backend.clear(displacement);
      new Descent(network, starts, x, gradients, displacement).run(trials);
      for (int j : starts.searched()) {
        compare(starts.point(j), Math.sqrt(starts.squaredNorm(j)), lines, trials);
      }
    }
  }

  private void searchSingleSteps(
      Network network, ForwardPass pass, Block gradients, LineStarts starts, Trials lines) {
    try (Block vectors = backend.allocate(gradients.rows(), gradients.columns())) {
      backend.copy(gradients, vectors);
      backend.scale(starts.directions(), vectors);
      for (int j : starts.searched()) {
        double squaredNorm = starts.squaredNorm(j);
        Pace pace = new Pace(squaredNorm, squaredNorm);
        double unit =
            pace.unit(GradientDescent.SINGLE_STEP.unit(), network.model(), starts.height(j));
        starts.line(j, squaredNorm, unit);
      }
      try (Lines along = network.lines(pass, vectors)) {
        single.end(along, starts, lines);
      }
    }
  }

  private static void compare(int point, double norm, Trials lines, Trials trials) {
    if (lines.flipped(point)) {
      trials.quantity(ONE_STEP, point, 1);
      if (trials.flipped(point)) {
        trials.quantity(
            ONE_STEP_RATIO, point, lines.step(point) * norm / trials.perturbation(point));
      }
    }
  }

  /** The descents of a group of points; those that go on stand in the first columns. */
  private final class Descent {
    private final Network network;
    private final LineStarts starts;
    private final Block x;
    private final Block gradients;
    private final Block displacement;
    private final int[] points;
    private final double[] etas;
    private final double[] paths;
    private double[] heights;
    private int active;

    Descent(Network network, LineStarts starts, Block x, Block gradients, Block displacement) {
      this.network = network;
      this.starts = starts;
      this.x = x;
      this.gradients = gradients;
      this.displacement = displacement;
      this.points = starts.searched();
      this.active = points.length;
      this.etas = new double[active];
      this.paths = new double[active];
      this.heights = Arrays.stream(points).mapToDouble(starts::height).toArray();
      for (int i = 0; i < active; i++) {
        move(points[i], i);
      }
    }

    void run(Trials trials) {
      for (int step = 1; active > 0 && step <= spec.count(); step++) {
        step(trials);
        if (active > 0) {
          look(step, trials);
        }
      }
      for (int i = 0; i < active; i++) {
        trials.end(starts.point(points[i]), Outcome.NOT_FLIPPED, Double.NaN);
      }
    }

    /** Moves every point by a step along its gradient. */
    private void step(Trials trials) {
      float[] factors = new float[active];
      double[] square = new double[1];
      boolean[] stuck = new boolean[active];
      ModelSpec model = network.model();
      for (int i = 0; i < active; i++) {
        Block gradient = gradients.columns(i, i + 1);
        backend.dot(gradient, gradient, square);
        int point = starts.point(points[i]);
        trials.checkFinite(point, "the squared norm of the gradient on the way", square[0]);
        stuck[i] = square[0] < Network.smallestSquare(gradient.rows());
        if (stuck[i]) {
          trials.end(point, Outcome.UNRESOLVED, Double.NaN);
          continue;
        }
        double eta =
            spec.step() * new Pace(square[0], square[0]).unit(spec.unit(), model, heights[i]);
        etas[i] += eta;
        paths[i] += eta * Math.sqrt(square[0]);
        factors[i] = (float) (eta * starts.direction(points[i]));
      }
      for (int i = 0; i < active; i++) {
        float[] factor = {factors[i]};
        Block gradient = gradients.columns(i, i + 1);
        backend.addScaled(gradient, factor, x.columns(i, i + 1));
        backend.addScaled(gradient, factor, displacement.columns(i, i + 1));
      }
      keep(stuck);
    }

    /** Looks at f where the points have come to. */
    private void look(int step, Trials trials) {
      boolean[] over = new boolean[active];
      double[] errors = new double[active];
      try (ForwardPass pass = network.forward(x.columns(0, active))) {
        network.backward(pass, gradients.columns(0, active), errors);
        for (int i = 0; i < active; i++) {
          int j = points[i];
          int point = starts.point(j);
          trials.checkFinite(point, "f after " + step + " steps", pass.values()[i]);
          heights[i] = starts.height(j, pass.values()[i]);
          boolean undecided = heights[i] != 0 && Math.abs(heights[i]) <= errors[i];
          over[i] = undecided || heights[i] <= 0;
          if (undecided) {
            trials.end(point, Outcome.UNRESOLVED, Double.NaN);
          } else if (over[i]) {
            flip(i, step, trials);
          }
        }
      }
      keep(over);
    }

    private void flip(int i, int step, Trials trials) {
      int point = starts.point(points[i]);
      double[] square = new double[1];
      Block moved = displacement.columns(i, i + 1);
      backend.dot(moved, moved, square);
      trials.end(point, Outcome.FLIPPED, etas[i]);
      trials.direction(point, Double.NaN, Math.sqrt(square[0]) / etas[i]);
      trials.quantity(PATH_LENGTH, point, paths[i]);
      trials.quantity(STEPS, point, step);
    }

    /** Closes the gaps of those that are over. */
    private void keep(boolean[] over) {
      int kept = 0;
      for (int i = 0; i < over.length; i++) {
        if (!over[i]) {
          points[kept] = points[i];
          etas[kept] = etas[i];
          paths[kept] = paths[i];
          heights[kept] = heights[i];
          move(i, kept);
          kept++;
        }
      }
      active = kept;
    }

    private void move(int from, int to) {
      if (from != to) {
        for (Block block : new Block[] {x, gradients, displacement}) {
          backend.copy(block.columns(from, from + 1), block.columns(to, to + 1));
        }
      }
    }
  }
}
