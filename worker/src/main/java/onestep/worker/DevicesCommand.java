package onestep.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import onestep.contract.MemorySize;
import onestep.worker.backend.cuda.CudaDevice;
import onestep.worker.backend.cuda.CudaDevices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the NVIDIA devices of this machine. */
@Command(
    name = "devices",
    description =
        "Shows the NVIDIA devices that a worker could compute on; ends with exit code 1 if there is"
            + " none.",
    mixinStandardHelpOptions = true,
    footer = {"", "  onestep devices --json"})
public final class DevicesCommand implements Callable<Integer> {

  private static final int NONE = 1;

  @Spec private CommandSpec command;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    CudaDevices found = CudaDevices.find();
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      printJson(found, out);
    } else {
      print(found, out);
    }
    out.flush();
    return found.best().isPresent() ? 0 : NONE;
  }

  private static void print(CudaDevices found, PrintWriter out) {
    found.driverVersion().ifPresent(version -> out.println("driver of CUDA " + version));
    for (CudaDevice device : found.devices()) {
      out.printf(
          Locale.ROOT,
          "%d  %s, compute capability %s, %d multiprocessors, %s of memory, %s%n",
          device.index(),
          device.name(),
          device.capability(),
          device.multiprocessors(),
          MemorySize.show(device.memoryBytes()),
          device
              .problem()
              .map(why -> "cannot be used: " + why)
              .orElseGet(() -> MemorySize.show(device.freeBytes()) + " free"));
    }
    if (found.best().isEmpty()) {
      out.println("no device can be used: " + found.whyNone());
    }
  }

  private static void printJson(CudaDevices found, PrintWriter out) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.writeStartObject();
      json.writeStringField("driver", found.driverVersion().orElse(null));
      json.writeStringField("problem", found.best().isPresent() ? null : found.whyNone());
      json.writeArrayFieldStart("devices");
      for (CudaDevice device : found.devices()) {
        json.writeStartObject();
        json.writeNumberField("device", device.index());
        json.writeStringField("name", device.name());
        json.writeStringField("compute_capability", device.capability());
        json.writeNumberField("multiprocessors", device.multiprocessors());
        json.writeNumberField("memory_bytes", device.memoryBytes());
        json.writeNumberField("free_bytes", device.freeBytes());
        json.writeStringField("problem", device.problem().orElse(null));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.println();
  }
}
