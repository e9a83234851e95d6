package onestep.aggregator.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The machine a sweep ran on.
 *
 * @param jvm name and version of the virtual machine
 * @param system operating system and its version
 * @param cpu model of the processor, or its architecture where the system does not tell
 * @param cores processors available to this process
 */
public record Machine(String jvm, String system, String cpu, int cores) {

  private static final Path CPU_INFORMATION = Path.of("/proc/cpuinfo");

  /** This machine. */
  public static Machine current() {
    return new Machine(
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        cpuModel(),
        Runtime.getRuntime().availableProcessors());
  }

  private static String cpuModel() {
    String architecture = System.getProperty("os.arch");
    try {
      return modelName(Files.readAllLines(CPU_INFORMATION), architecture);
    } catch (IOException e) {
      return architecture;
    }
  }

  /** The first "model name" of Linux' processor list. */
  static String modelName(List<String> cpuInformation, String otherwise) {
    return cpuInformation.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }
}
