package onestep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import onestep.worker.backend.cuda.EmulatedDriver;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WorkerMainTest {

  /** In an image there is nothing else to look at a device with. */
  @Test
  void shouldShowDevicesToo() {
    EmulatedDriver.require();
    StringWriter output = new StringWriter();
    CommandLine command = WorkerMain.commandLine();
    command.setOut(new PrintWriter(output));

    int exitCode = command.execute("devices");

    assertThat(exitCode).isZero();
    assertThat(output.toString()).contains("0  Emulated device");
    assertThat(command.getSubcommands()).containsKey("accept-gpu");
  }
}
