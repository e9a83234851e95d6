package onestep.local.accept;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import onestep.contract.InvalidInputException;
import onestep.worker.law.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code onestep accept}: proves that the numbers are right. */
@Command(
    name = "accept",
    mixinStandardHelpOptions = true,
    description = {
      "Proves that the numbers are right: streams, samplers, exact laws, limits, the search, the"
          + " intervals, and what the paper says. Takes minutes; the exit code is 1 if a check fails."
    },
    footer = {"", "  onestep accept --section samplers,walk --size 0.1"})
public final class AcceptCommand implements Callable<Integer> {

  private static final int FAILURE = 1;
  private static final double LARGEST_SIZE = 1000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--section",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these parts: stream, samplers, gradient, limits, walk, scan, intervals, paper.")
  private List<String> sections = new ArrayList<>();

  @Option(
      names = "--size",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "Sample as many networks, times this; 1 unless given.")
  private double size;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Checks worked on at once; the number of processors unless given.")
  private Integer slots;

  @Override
  public Integer call() {
    int workers = slots == null ? Runtime.getRuntime().availableProcessors() : slots;
    if (workers < 1) {
      throw new InvalidInputException("--slots must be at least 1, got " + workers);
    }
    if (!(size > 0 && size <= LARGEST_SIZE)) {
      throw new InvalidInputException("--size must be above 0 and at most 1000, got " + size);
    }
    List<Section> chosen = Sections.named(sections, size);
    try (Slots running = new Slots(workers)) {
      return run(chosen, running) ? 0 : FAILURE;
    }
  }

  private boolean run(List<Section> chosen, Slots running) {
    PrintWriter out = spec.commandLine().getOut();
    long start = System.nanoTime();
    int checks = 0;
    int failures = 0;
    for (Section section : chosen) {
      List<Finding> findings = section.work().apply(running);
      out.print(Report.of(section.title(), findings));
      out.println();
      out.flush();
      checks += findings.size();
      failures += (int) findings.stream().filter(finding -> !finding.holds()).count();
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    out.printf(
        Locale.ROOT,
        "%s: %,d checks, %,d of which fail, in %d:%02d%n",
        failures == 0 ? "accepted" : "NOT ACCEPTED",
        checks,
        failures,
        time.toMinutes(),
        time.toSecondsPart());
    out.flush();
    return failures == 0;
  }
}
