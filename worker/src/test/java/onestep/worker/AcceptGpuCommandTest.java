package onestep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import onestep.worker.backend.cuda.EmulatedDriver;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AcceptGpuCommandTest {

  @Test
  void shouldFindTheNumbersOfTheCpuOnTheEmulatedDevice() {
    EmulatedDriver.require();
    // Given
    StringWriter output = new StringWriter();
    CommandLine command = new CommandLine(new AcceptGpuCommand());
    command.setOut(new PrintWriter(output));

    // When
    int exitCode = command.execute("--size", "0.001", "--gpu-slots", "6");

    // Then
    assertThat(output.toString())
        .startsWith("device 0 (Emulated device), compute capability 9.0, 1 multiprocessors")
        .contains("standard normals  32,000 results, the same bits")
        .contains("relu L=1 k=16 conditioned")
        .contains("0 trials ended in another way")
        .containsPattern("copy +[0-9.,]+ GB/s, [0-9]+ % of the device's")
        .containsPattern("relu L=3 k=16 dense, 1, 6 at once +[0-9.e+]+, [0-9.e+]+ networks/s")
        .containsPattern("conditioned networks, 1 and 6 at once +the same bits")
        .endsWith("all hold" + System.lineSeparator());
    assertThat(exitCode).isZero();
  }
}
