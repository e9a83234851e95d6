package onestep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import onestep.worker.backend.cuda.EmulatedDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DevicesCommandTest {

  private final StringWriter output = new StringWriter();

  @BeforeEach
  void requireADevice() {
    EmulatedDriver.require();
  }

  private int run(String... arguments) {
    return new CommandLine(new DevicesCommand()).setOut(new PrintWriter(output)).execute(arguments);
  }

  @Test
  void shouldShowWhatADeviceIs() {
    assertThat(run()).isZero();
    assertThat(output)
        .hasToString(
            String.join(
                System.lineSeparator(),
                "driver of CUDA 12.6",
                "0  Emulated device, compute capability 9.0, 1 multiprocessors, 256 MiB of memory,"
                    + " 256 MiB free",
                ""));
  }

  @Test
  void shouldShowItInJson() {
    assertThat(run("--json")).isZero();
    assertThat(output.toString().strip())
        .isEqualTo(
            "{\"driver\":\"12.6\",\"problem\":null,\"devices\":[{\"device\":0,\"name\":\"Emulated"
                + " device\",\"compute_capability\":\"9.0\",\"multiprocessors\":1,"
                + "\"memory_bytes\":268435456,\"free_bytes\":268435456,\"problem\":null}]}");
  }
}
