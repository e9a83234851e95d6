package onestep.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import onestep.contract.MemorySize;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.Sampler;
import onestep.producer.sweep.CostModel;

/** Measures whole trials of cells on both samplers, and beside them PyTorch, in turn. */
final class CellRates {

  /** Points of a network: one, which is the most independent, and the paper's hundred. */
  private static final int[] POINTS = {1, 100};

  private static final double LONGEST_TORCH_BYTES = 1.5e9;

  private final PrintWriter out;
  private final int slots;
  private final Duration time;
  private final double longestSeconds;
  private final TorchPeer torch;

  /**
   * A measurement.
   *
   * @param slots slots of Onestep and processes of PyTorch
   * @param time time of each measurement, unless two networks take longer
   * @param longestSeconds networks that are estimated to take longer are left out
   */
  CellRates(PrintWriter out, int slots, Duration time, double longestSeconds, TorchPeer torch) {
    this.out = out;
    this.slots = slots;
    this.time = time;
    this.longestSeconds = longestSeconds;
    this.torch = torch;
  }

  /** Measures and prints a row for each way to compute a cell. */
  void print() {
    out.printf(
        Locale.ROOT,
        "%2s %7s %9s %4s %6s %-12s %12s %12s %7s %12s %12s %9s%n",
        "L",
        "d",
        "k",
        "gain",
        "points",
        "",
        "s/network",
        "trials/s",
        "slots",
        "1 % of η",
        "0.1 % flips",
        "memory");
    for (BenchedCell cell : BenchedCell.ALL) {
      for (int points : POINTS) {
        Precision precision = null;
        for (Sampler sampler : Sampler.values()) {
          CellSpec spec = cell.spec(points, sampler);
          if (CostModel.secondsPerNetwork(spec) <= longestSeconds
              && Footprint.bytes(spec) * slots <= Runtime.getRuntime().maxMemory()) {
            Precision measured = onestep(cell, spec, sampler);
            precision = precision == null ? measured : precision;
          }
        }
        if (points > 1 && cell.weightBytes() <= LONGEST_TORCH_BYTES) {
          peer(cell, points, precision);
        }
      }
    }
  }

  private Precision onestep(BenchedCell cell, CellSpec spec, Sampler sampler) {
    // All slots first: by then the JIT has compiled what the single one runs.
    TrialRate together = TrialRate.measure(spec, slots, time);
    TrialRate alone = slots == 1 ? together : TrialRate.measure(spec, 1, time);
    Precision precision = Precision.of(together.networks());
    row(
        cell,
        spec.points(),
        sampler.name().toLowerCase(Locale.ROOT),
        together.secondsPerNetwork(),
        slots * alone.secondsPerNetwork() / together.secondsPerNetwork(),
        precision,
        MemorySize.show(Footprint.bytes(spec)));
    return precision;
  }

  private void peer(BenchedCell cell, int points, Precision precision) {
    OptionalDouble seconds = torch.cell(cell, points, slots, time.toMillis() / 1e3);
    if (seconds.isPresent()) {
      row(
          cell,
          points,
          "PyTorch",
          seconds.getAsDouble(),
          Double.NaN,
          precision == null ? new Precision(Double.NaN, Double.NaN) : precision,
          MemorySize.show((long) cell.weightBytes()));
    }
  }

  private void row(
      BenchedCell cell,
      int points,
      String who,
      double secondsPerNetwork,
      double speedup,
      Precision precision,
      String memory) {
    double perSecond = slots / secondsPerNetwork;
    out.printf(
        Locale.ROOT,
        "%2d %,7d %,9d %4.0f %6d %-12s %12s %12s %7s %12s %12s %9s%n",
        cell.depth(),
        cell.dimension(),
        cell.width(),
        cell.gain(),
        points,
        who,
        seconds(secondsPerNetwork),
        String.format(Locale.ROOT, "%,.3g", points * perSecond),
        Double.isNaN(speedup) ? "" : String.format(Locale.ROOT, "%.2fx", speedup),
        seconds(precision.networksForEta() / perSecond),
        seconds(precision.networksForFlipped() / perSecond),
        memory);
    out.flush();
  }

  /** A time with three digits. */
  static String seconds(double seconds) {
    if (Double.isNaN(seconds)) {
      return "";
    }
    if (seconds == 0) {
      return "0";
    }
    if (seconds < 1e-3) {
      return String.format(Locale.ROOT, "%.3g µs", seconds * 1e6);
    }
    return seconds < 1
        ? String.format(Locale.ROOT, "%.3g ms", seconds * 1e3)
        : String.format(Locale.ROOT, "%.3g s", seconds);
  }
}
