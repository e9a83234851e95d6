package onestep.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.producer.sweep.CostModel;
import onestep.producer.sweep.CostTerm;

/**
 * Compares the planner's estimates with measured times over a grid of cells, and fits them anew.
 */
final class CostCheck {

  private static final int[] DEPTHS = {1, 2, 3, 6};
  private static final int[] DIMENSIONS = {10, 100, 1000, 10_000};
  private static final int[] WIDTHS = {10, 100, 1000, 10_000, 100_000, 1_000_000};
  private static final int[] POINTS = {1, 10, 100};

  /** Estimates that are wrong by more are listed. */
  private static final double LISTED = 2;

  /** Estimates that are wrong by more make a measurement suspect. */
  private static final double SUSPECT = 1.6;

  private static final int REPEATS = 2;
  private static final int WARM_UPS = 3;

  private final PrintWriter out;
  private final int slots;
  private final Duration time;
  private final double longestSeconds;

  /**
   * A check.
   *
   * @param slots slots that work at the same time
   * @param time time of each measurement, unless two networks take longer
   * @param longestSeconds networks that are estimated to take longer are left out
   */
  CostCheck(PrintWriter out, int slots, Duration time, double longestSeconds) {
    this.out = out;
    this.slots = slots;
    this.time = time;
    this.longestSeconds = longestSeconds;
  }

  /**
   * Measures, and prints how far the estimates are off and what a new fit would be.
   *
   * @param csv where to keep the times, or null
   */
  void print(Path csv) {
    warmUp();
    List<CostSample> samples = new ArrayList<>();
    List<Choice> choices = new ArrayList<>();
    for (CellSpec cell : grid()) {
      List<CostSample> both = onBothSamplers(cell);
      samples.addAll(both);
      if (both.size() == Sampler.values().length) {
        choices.add(Choice.between(both));
      }
    }
    if (csv != null) {
      write(csv, samples);
    }
    report(samples, choices);
  }

  /** Those of the two samplers that are fast and small enough to be measured. */
  private List<CostSample> onBothSamplers(CellSpec cell) {
    return Stream.of(Sampler.values())
        .map(cell::withSampler)
        .filter(spec -> CostModel.secondsPerNetwork(spec) <= longestSeconds)
        .filter(spec -> Footprint.bytes(spec) * slots <= Runtime.getRuntime().maxMemory())
        .map(this::measure)
        .toList();
  }

  /**
   * The sampler that the model chooses for a cell.
   *
   * @param slower how many times slower it is than the faster one
   */
  private record Choice(CostSample chosen, double slower) {
    static Choice between(List<CostSample> both) {
      CostSample chosen =
          Collections.min(
              both, Comparator.comparingDouble(s -> CostModel.secondsPerNetwork(s.cell())));
      CostSample fastest = Collections.min(both, Comparator.comparingDouble(CostSample::seconds));
      return new Choice(chosen, chosen.seconds() / fastest.seconds());
    }
  }

  /** Lets the JIT compile everything before anything counts. */
  private void warmUp() {
    for (int round = 0; round < WARM_UPS; round++) {
      for (int depth : new int[] {1, 3}) {
        for (int points : POINTS) {
          CellSpec cell = cell(depth, 100, 100, Activation.RELU, 1, points);
          for (Sampler sampler : Sampler.values()) {
            TrialRate.measure(cell.withSampler(sampler), slots, time);
          }
        }
      }
    }
  }

  /**
   * A time that is far from the estimate is measured again: a pause of the machine or the compiler
   * only ever adds to it.
   */
  private CostSample measure(CellSpec cell) {
    CostSample sample = once(cell);
    for (int again = 0; again < REPEATS && off(sample) > SUSPECT; again++) {
      CostSample other = once(cell);
      sample = other.seconds() < sample.seconds() ? other : sample;
    }
    return sample;
  }

  private CostSample once(CellSpec cell) {
    return new CostSample(cell, TrialRate.measure(cell, slots, time).secondsPerNetwork());
  }

  private void report(List<CostSample> samples, List<Choice> choices) {
    out.printf(
        Locale.ROOT,
        "cost model %d: %d of %d estimates within a factor of %.0f, the worst off by %.2f%n",
        CostModel.VERSION,
        samples.stream().filter(s -> off(s) <= LISTED).count(),
        samples.size(),
        LISTED,
        samples.stream().mapToDouble(CostCheck::off).max().orElse(Double.NaN));
    out.printf(
        Locale.ROOT,
        "the faster sampler chosen in %d of %d cells, at most %.2f times slower in the others%n",
        choices.stream().filter(choice -> choice.slower() == 1).count(),
        choices.size(),
        choices.stream().mapToDouble(Choice::slower).max().orElse(1));
    samples.stream()
        .filter(s -> off(s) > LISTED)
        .sorted(Comparator.comparingDouble(CostSample::ratio))
        .forEach(s -> out.printf(Locale.ROOT, "  %s: estimate %.2fx%n", s.line(), s.ratio()));
    choices.stream()
        .filter(choice -> choice.slower() > 1)
        .forEach(
            c ->
                out.printf(
                    Locale.ROOT,
                    "  %s: chosen though %.2fx slower%n",
                    c.chosen().line(),
                    c.slower()));
    if (samples.size() > CostTerm.values().length) {
      Map<CostTerm, Double> fitted = CostFit.fit(samples);
      out.printf("%nterm                      now    fitted%n");
      for (CostTerm term : CostTerm.values()) {
        out.printf(
            Locale.ROOT, "%-20s %9.3g %9.3g%n", term.name(), term.seconds(), fitted.get(term));
      }
    }
    out.flush();
  }

  private static double off(CostSample sample) {
    return Math.max(sample.ratio(), 1 / sample.ratio());
  }

  private static List<CellSpec> grid() {
    List<CellSpec> cells = new ArrayList<>();
    for (int depth : DEPTHS) {
      for (int dimension : DIMENSIONS) {
        for (int width : WIDTHS) {
          for (int points : POINTS) {
            cells.add(cell(depth, dimension, width, Activation.RELU, 1, points));
            if (depth > 1 && dimension == 1000) {
              cells.add(cell(depth, dimension, width, Activation.RELU, 2, points));
            }
            if (dimension == 100) {
              cells.add(cell(depth, dimension, width, Activation.TANH, 1, points));
            }
          }
        }
      }
    }
    return cells;
  }

  private static CellSpec cell(
      int depth, int dimension, int width, Activation activation, double gain, int points) {
    return new CellSpec(
        new ModelSpec(
            Collections.nCopies(depth, width), dimension, activation, gain, Sampler.DENSE, 1),
        new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
        points,
        CellSpec.CPU_NUMERICS);
  }

  private static void write(Path csv, List<CostSample> samples) {
    List<String> lines = new ArrayList<>(List.of(CostSample.HEADER));
    samples.forEach(sample -> lines.add(sample.line()));
    try {
      Files.write(csv, lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + csv + ": " + e.getMessage(), e);
    }
  }
}
