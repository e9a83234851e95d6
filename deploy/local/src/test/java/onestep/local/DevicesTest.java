package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code onestep devices} on a machine without a driver: in a process, as it is loaded once. */
class DevicesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @Test
  void shouldSayThatThereIsNoDriver() throws Exception {
    assertThat(run("devices"))
        .startsWith("no device can be used: no CUDA driver can be loaded")
        .hasLineCount(1);
  }

  @Test
  void shouldSayItInJson() throws Exception {
    assertThat(run("devices", "--json"))
        .matches("\\{\"driver\":null,\"problem\":\"no CUDA driver .*\",\"devices\":\\[]}");
  }

  @Test
  void shouldRefuseToStartAWorkerOnADeviceThatIsNotThere() throws Exception {
    try (Program worker =
        start("worker", "--backend", "cuda", "--bootstrap-servers", "127.0.0.1:1")) {
      assertThat(worker.await(PATIENCE)).isEqualTo(2);
      assertThat(said(worker))
          .startsWith("onestep: --backend cuda needs a device that can be used: no CUDA driver")
          .endsWith("; onestep devices shows what is there, --backend cpu does without")
          .hasLineCount(1);
    }
  }

  private String run(String... arguments) throws Exception {
    try (Program devices = start(arguments)) {
      assertThat(devices.await(PATIENCE)).isEqualTo(1);
      return said(devices);
    }
  }

  /** What it said, without what Java says of its flags. */
  private static String said(Program program) {
    return program
        .output()
        .lines()
        .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
        .collect(Collectors.joining("\n"));
  }

  private Program start(String... arguments) {
    return Program.Launch.ONESTEP
        .withEnvironment(Map.of("LD_LIBRARY_PATH", "")) // none of the machine's own
        .start(directory, "devices", arguments);
  }
}
