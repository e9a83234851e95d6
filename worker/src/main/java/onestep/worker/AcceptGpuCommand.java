package onestep.worker;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import onestep.worker.agreement.CellAgreement;
import onestep.worker.agreement.OperationAgreement;
import onestep.worker.agreement.Rates;
import onestep.worker.agreement.Row;
import onestep.worker.agreement.SideBySide;
import onestep.worker.backend.Backend;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.backend.cuda.CudaBackend;
import onestep.worker.backend.cuda.CudaBackends;
import onestep.worker.backend.cuda.CudaDevice;
import onestep.worker.backend.cuda.CudaDevices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks an NVIDIA device against the CPU, and measures it. */
@Command(
    name = "accept-gpu",
    description = {
      "Checks that this machine's NVIDIA device gives the numbers of the CPU, and measures how fast"
          + " it is.",
      "Ends with exit code 1 if anything does not hold."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "  onestep accept-gpu"})
public final class AcceptGpuCommand implements Callable<Integer> {

  private static final int FAILURE = 1;
  private static final int VECTOR = 1 << 20;
  private static final int WIDTH = 4000;
  private static final double SECONDS = 0.5;

  @Spec private CommandSpec command;

  @Option(
      names = "--size",
      paramLabel = "FACTOR",
      description =
          "Makes vectors, networks and measurements so many times as large (default: 1; 0.01 is"
              + " enough to see that it runs).")
  private double size = 1;

  @Option(
      names = "--gpu-slots",
      paramLabel = "N",
      description = "Networks computed at once, at most (default: 32).")
  private int slots = WorkerCommand.GPU_SLOTS;

  private PrintWriter out;
  private int checks;
  private int failures;

  @Override
  public Integer call() {
    if (!(size >= 0.001 && size <= 100)) {
      throw new InvalidInputException("--size must be from 0.001 to 100, got " + size);
    }
    if (slots < 1) {
      throw new InvalidInputException("--gpu-slots must be at least 1, got " + slots);
    }
    CudaDevices found = CudaDevices.find();
    CudaDevice device =
        found
            .best()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "accept-gpu needs a device that can be used: " + found.whyNone()));
    out = command.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s, compute capability %s, %d multiprocessors, %s, driver of CUDA %s%n",
        device,
        device.capability(),
        device.multiprocessors(),
        MemorySize.show(device.memoryBytes()),
        found.driverVersion().orElse(""));
    try (CudaBackend cuda = new CudaBackend(device, device.freeBytes() / 4);
        Backend cpu = new CpuBackend()) {
      int length = Math.max(2000, (int) (size * VECTOR));
      int width = Math.max(16, (int) (size * WIDTH));
      OperationAgreement operations = new OperationAgreement(cuda, cpu, length);
      print("Random numbers are those of the CPU", operations.randomNumbers());
      print("Operations", operations.operations());
      print("Whole cells", new CellAgreement(cuda, cpu).rows(width, 3));
      Rates rates = new Rates(cuda, limits(device), size * SECONDS);
      print("Rates", rates.rows(16 * length, width));
      CudaBackends backends = new CudaBackends(device, slots);
      print("Side by side", new SideBySide(backends, slots, size * SECONDS).rows(width));
    }
    out.printf(
        Locale.ROOT,
        "%naccept-gpu: %d rows, %s%n",
        checks,
        failures == 0 ? "all hold" : failures + " of which do not hold");
    out.flush();
    return failures == 0 ? 0 : FAILURE;
  }

  private static Rates.Limits limits(CudaDevice device) {
    CudaDevices.Limits limits = CudaDevices.limits(device);
    return new Rates.Limits(limits.bytesPerSecond(), limits.operationsPerSecond());
  }

  private void print(String title, List<Row> rows) {
    out.printf("%n%s%n", title);
    int widest = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
    for (Row row : rows) {
      checks++;
      failures += row.holds() ? 0 : 1;
      String verdict = row.holds() ? "ok  " : "FAIL";
      out.printf("  %s  %-" + widest + "s  %s%n", verdict, row.what(), row.found());
    }
    out.flush();
  }
}
