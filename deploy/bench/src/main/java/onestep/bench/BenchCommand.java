package onestep.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import onestep.contract.InvalidInputException;
import onestep.worker.backend.cpu.CpuBackend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the kernels and whole trials on this machine, beside its limits and, where a Python"
          + " with torch is found, beside PyTorch in turn. Takes about ten minutes; nothing else"
          + " should run."
    },
    footer = {"", "  onestep bench --section kernels"})
public final class BenchCommand implements Callable<Integer> {

  /** What can be measured. */
  enum Section {
    KERNELS,
    CELLS,
    PIPELINE,
    MODEL,
    GUARD,
    FLEET
  }

  private final PipelineTime pipeline;
  private final Fleet fleet;

  @Spec private CommandSpec spec;

  @Option(
      names = "--section",
      split = ",",
      paramLabel = "SECTION",
      description =
          "What to measure: kernels, cells, pipeline (default: these); model, the planner's cost"
              + " model; guard, whether each kernel still is vector code, for CI; fleet, how many"
              + " workers a broker keeps busy.")
  private Set<Section> sections = EnumSet.of(Section.KERNELS, Section.CELLS, Section.PIPELINE);

  @Option(
      names = "--slots",
      paramLabel = "N",
      description =
          "Slots for whole trials, and processes of PyTorch (default: the processors of this"
              + " machine).")
  private Integer slots;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Time of each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--longest",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "Leave out networks that are estimated to take longer (default: ${DEFAULT-VALUE}).")
  private double longest;

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "N",
      defaultValue = "10,100,200",
      description = "Workers of the section fleet (default: ${DEFAULT-VALUE}).")
  private List<Integer> workers;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Keep the times of the section model in this file.")
  private Path csv;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description =
          "A Python with torch (default: python3, or /usr/bin/python3). Debian: python3-torch"
              + " and libopenblas0-pthread; without the latter its products are ten times slower.")
  private Path python;

  /**
   * The command.
   *
   * @param pipeline what runs networks through a pipeline
   * @param fleet what runs tasks on many workers
   */
  public BenchCommand(PipelineTime pipeline, Fleet fleet) {
    this.pipeline = pipeline;
    this.fleet = fleet;
  }

  @Override
  public Integer call() {
    int threads = slots == null ? Runtime.getRuntime().availableProcessors() : slots;
    if (threads < 1) {
      throw new InvalidInputException("--slots must be at least 1, got " + threads);
    }
    if (!(seconds > 0 && seconds <= 600)) {
      throw new InvalidInputException("--seconds must be above 0 and at most 600, got " + seconds);
    }
    for (int count : workers) {
      // A group has at most 1,000 members, and each worker is two of them.
      if (count < 1 || count > 500) {
        throw new InvalidInputException("--workers must be 1 to 500, got " + count);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Path> pythons =
        python == null ? List.of(Path.of("python3"), Path.of("/usr/bin/python3")) : List.of(python);
    boolean sound = true;
    try (TorchPeer torch = TorchPeer.find(pythons)) {
      introduce(out, threads, torch);
      if (sections.contains(Section.KERNELS)) {
        out.println();
        KernelRates.print(out, seconds / 2, torch);
      }
      Duration time = Duration.ofMillis(Math.round(seconds * 1000));
      if (sections.contains(Section.CELLS)) {
        out.println();
        new CellRates(out, threads, time, longest, torch).print();
        out.println();
        WidthScaling.print(out, time);
      }
      if (sections.contains(Section.PIPELINE)) {
        out.println();
        PipelineCost.print(out, threads, pipeline);
      }
      if (sections.contains(Section.FLEET)) {
        out.println();
        FleetCurve.print(out, workers, fleet);
      }
      if (sections.contains(Section.GUARD)) {
        out.println();
        sound = KernelGuard.check(out);
      }
      if (sections.contains(Section.MODEL)) {
        out.println();
        new CostCheck(out, threads, time, longest).print(csv);
      }
    }
    return sound ? 0 : 1;
  }

  private static void introduce(PrintWriter out, int threads, TorchPeer torch) {
    String kernels;
    try (CpuBackend backend = new CpuBackend()) {
      kernels = backend.kernels();
    }
    out.printf(
        Locale.ROOT,
        "%s %s, %s kernels, %d slots; %s%n",
        System.getProperty("java.vm.name"),
        Runtime.version(),
        kernels,
        threads,
        torch.name().orElse("no Python with torch (--python names one)"));
    out.flush();
  }
}
