package onestep.bench;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures the kernels on one thread, each in a Java process of its own. */
final class KernelRates {

  private KernelRates() {}

  /**
   * Measures and prints one row a kernel as it is measured.
   *
   * @param scale of the time spent on each
   */
  static void print(PrintWriter out, double scale, TorchPeer torch) {
    out.printf(
        Locale.ROOT,
        "%-50s %10s %-8s %9s %12s%n",
        "kernel, one thread",
        "rate",
        "",
        "of limit",
        "torch");
    Map<Kernel, Double> rates = new EnumMap<>(Kernel.class);
    for (Kernel kernel : Kernel.values()) {
      double rate = kernel.perCall() * callsPerSecond(kernel, scale);
      rates.put(kernel, rate);
      Double limit = kernel.limit() == null ? null : rates.get(kernel.limit());
      OptionalDouble peer = torch.kernel(kernel);
      out.printf(
          Locale.ROOT,
          "%-50s %10.1f %-8s %9s %12s%n",
          kernel.label(),
          rate,
          kernel.unit(),
          limit == null ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * rate / limit),
          peer.isEmpty()
              ? ""
              : String.format(
                  Locale.ROOT, "%.1f (%.2fx)", peer.getAsDouble(), rate / peer.getAsDouble()));
      out.flush();
    }
  }

  private static double callsPerSecond(Kernel kernel, double scale) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(
                "^"
                    + KernelBenchmark.class.getName().replace(".", "\\.")
                    + "\\."
                    + kernel.method()
                    + "$")
            .forks(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.milliseconds(Math.round(500 * scale)))
            .measurementIterations(5)
            .measurementTime(TimeValue.milliseconds(Math.round(400 * scale)))
            .shouldFailOnError(true);
    try {
      // Its own output has Java's line about the incubating vector module, from every process.
      OutputFormat none =
          OutputFormatFactory.createFormatInstance(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
              VerboseMode.SILENT);
      RunResult result = new Runner(options.build(), none).runSingle();
      return result.getPrimaryResult().getScore();
    } catch (RunnerException e) {
      throw new IllegalStateException(
          "benchmark " + kernel.method() + " failed: " + e.getMessage(), e);
    }
  }
}
