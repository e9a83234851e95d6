package onestep.aggregator.samples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.statistics.EtaQuantiles;
import onestep.aggregator.statistics.TheoryValues;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;

/**
 * Made-up summaries that look like the experiment's: near the theory for large k and d, fewer flips
 * and wider spreads for small ones.
 */
public final class SampleCells {

  private static final AttackSpec PAPER = new SmallestStep(20, StepUnit.ETA, 0.5);

  private SampleCells() {}

  /** A cell of equal widths at gain 1, 100 networks of 100 points. */
  public static CellSummary cell(int depth, int dimension, int width) {
    return cell(depth, dimension, width, 1);
  }

  /** A cell of equal widths, 100 networks of 100 points. */
  public static CellSummary cell(int depth, int dimension, int width, double gain) {
    return of(spec(Collections.nCopies(depth, width), dimension, gain), 100);
  }

  /** A cell of equal widths at gain 1, 100 networks of one point. */
  public static CellSummary ofOnePoint(int depth, int dimension, int width) {
    CellSpec many = spec(Collections.nCopies(depth, width), dimension, 1);
    return of(new CellSpec(many.model(), many.attack(), 1, many.numerics()), 100);
  }

  /** The same cell with another sampler. */
  public static CellSummary with(CellSummary cell, Sampler sampler) {
    return with(cell, cell.spec().model().activation(), sampler);
  }

  /** The same cell with another activation; its numbers stay those of ReLU. */
  public static CellSummary with(CellSummary cell, Activation activation) {
    return with(cell, activation, cell.spec().model().sampler());
  }

  /** The same cell with another attack; its numbers stay those of the search. */
  public static CellSummary with(CellSummary cell, AttackSpec attack) {
    CellSpec spec = cell.spec();
    return of(new CellSpec(spec.model(), attack, spec.points(), spec.numerics()), cell.networks());
  }

  private static CellSummary with(CellSummary cell, Activation activation, Sampler sampler) {
    CellSpec spec = cell.spec();
    ModelSpec model = spec.model();
    ModelSpec changed =
        new ModelSpec(
            model.widths(), model.dimension(), activation, model.gain(), sampler, model.seed());
    return of(
        new CellSpec(changed, spec.attack(), spec.points(), spec.numerics()), cell.networks());
  }

  /** A cell of any widths at gain 1, 100 networks of 100 points. */
  public static CellSummary cell(List<Integer> widths, int dimension) {
    return of(spec(widths, dimension, 1), 100);
  }

  /** A cell of which no network has been seen. */
  public static CellSummary unseen(int depth, int dimension, int width) {
    return new CellSummary(
        spec(Collections.nCopies(depth, width), dimension, 1),
        0,
        0,
        0,
        0,
        0,
        Estimate.UNDEFINED,
        Estimate.UNDEFINED,
        EtaQuantiles.UNDEFINED,
        Estimate.UNDEFINED,
        Estimate.UNDEFINED,
        Double.NaN,
        Estimate.UNDEFINED,
        Estimate.UNDEFINED,
        theory(depth, 1));
  }

  /** The same cell with some trials that are degenerate or unresolved. */
  public static CellSummary withFailures(CellSummary cell, long degenerate, long unresolved) {
    return new CellSummary(
        cell.spec(),
        cell.networks(),
        cell.trials(),
        degenerate,
        unresolved,
        cell.flipped(),
        cell.flippedFraction(),
        cell.eta(),
        cell.etaQuantiles(),
        cell.gradientNorm(),
        cell.valueAbs(),
        cell.valueSd(),
        cell.perturbation(),
        cell.linearity(),
        cell.theory());
  }

  /** A cell of equal widths at gain 1 of whose trials a fraction flips. */
  public static CellSummary flipping(int depth, int dimension, int width, double fraction) {
    CellSummary cell = cell(depth, dimension, width);
    return new CellSummary(
        cell.spec(),
        cell.networks(),
        cell.trials(),
        cell.degenerate(),
        cell.unresolved(),
        Math.round(fraction * cell.trials()),
        new Estimate(fraction, fraction, fraction, 0, 100),
        cell.eta(),
        cell.etaQuantiles(),
        cell.gradientNorm(),
        cell.valueAbs(),
        cell.valueSd(),
        cell.perturbation(),
        cell.linearity(),
        cell.theory());
  }

  /** The same cell with another estimate of ‖∇f‖. */
  public static CellSummary withGradientNorm(CellSummary cell, Estimate gradientNorm) {
    return new CellSummary(
        cell.spec(),
        cell.networks(),
        cell.trials(),
        cell.degenerate(),
        cell.unresolved(),
        cell.flipped(),
        cell.flippedFraction(),
        cell.eta(),
        cell.etaQuantiles(),
        gradientNorm,
        cell.valueAbs(),
        cell.valueSd(),
        cell.perturbation(),
        cell.linearity(),
        cell.theory());
  }

  /** A cell of each depth, dimension and width, in this order. */
  public static List<CellSummary> grid(
      List<Integer> depths, List<Integer> dimensions, List<Integer> widths, double gain) {
    List<CellSummary> cells = new ArrayList<>();
    for (int depth : depths) {
      for (int dimension : dimensions) {
        for (int width : widths) {
          cells.add(cell(depth, dimension, width, gain));
        }
      }
    }
    return cells;
  }

  private static CellSpec spec(List<Integer> widths, int dimension, double gain) {
    return new CellSpec(
        new ModelSpec(widths, dimension, Activation.RELU, gain, Sampler.DENSE, 1),
        PAPER,
        100,
        CellSpec.CPU_NUMERICS);
  }

  private static CellSummary of(CellSpec spec, int networks) {
    ModelSpec model = spec.model();
    int depth = model.depth();
    TheoryValues theory = theory(depth, model.gain());
    double smallness = depth * (1.0 / model.widths().get(0) + 0.5 / model.dimension());
    long trials = (long) networks * spec.points();
    double flipped = theory.flippedFraction() - 0.45 * Math.min(1, 4 * smallness);
    double half = 0.02 + Math.sqrt(flipped * (1 - flipped) / 400);
    return new CellSummary(
        spec,
        networks,
        trials,
        0,
        0,
        Math.round(flipped * trials),
        new Estimate(
            flipped, Math.max(0, flipped - half), Math.min(1, flipped + half), Double.NaN, 812.5),
        estimate(theory.etaMean() * (1 + 3 * smallness), theory.etaSd() * (1 + 6 * smallness)),
        new EtaQuantiles(0.2, 0.5, 1, 1.7, flipped > 0.9 ? 2.5 : Double.NaN),
        estimate(theory.gradientNorm() * (1 - smallness), 0.02 + 0.9 * Math.sqrt(smallness / 4)),
        estimate(theory.valueAbsMean(), theory.valueSd() / 2),
        theory.valueSd(),
        estimate(theory.perturbationMean(), 0.6),
        new Estimate(1 + smallness, 0.99 + smallness, 1.01 + smallness, Double.NaN, 812.5),
        theory);
  }

  private static Estimate estimate(double mean, double sd) {
    double half = 2 * sd / Math.sqrt(812.5);
    return new Estimate(mean, mean - half, mean + half, sd, 812.5);
  }

  private static TheoryValues theory(int depth, double gain) {
    double norm = Math.pow(gain / 2, depth / 2.0);
    double sd = Math.sqrt(gain / 2);
    double sigma = Math.pow(gain / 2, depth / 2.0) / (norm * norm);
    return new TheoryValues(
        Math.min(1, 1 - 0.0117 * (depth - 1) / 5 / gain),
        sigma * Math.sqrt(2 / Math.PI),
        sigma * Math.sqrt(1 - 2 / Math.PI),
        norm,
        sd,
        sd * Math.sqrt(2 / Math.PI),
        sigma * norm * Math.sqrt(2 / Math.PI));
  }
}
