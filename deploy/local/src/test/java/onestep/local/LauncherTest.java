package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's own refusals: no Java of the machine is started. */
class LauncherTest {

  private static final Path LAUNCHER = Path.of("../../onestep").toAbsolutePath().normalize();

  @TempDir private Path directory;

  private String cuda = "0";

  @BeforeEach
  void requireAShell() {
    assumeThat(Files.isExecutable(LAUNCHER) && Files.isExecutable(Path.of("/usr/bin/env")))
        .as("a system that runs shell scripts")
        .isTrue();
  }

  @Test
  void shouldRefuseAJavaThatIsTooOld() throws Exception {
    javaHome("11.0.22");

    Ended ended = launch();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.error())
        .hasLineCount(1)
        .startsWith("onestep: Java 17 or newer is needed, found 11 in " + directory);
  }

  @Test
  void shouldReadTheOldFormOfVersions() throws Exception {
    javaHome("1.8.0_402");

    Ended ended = launch();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.error()).contains("found 8 in " + directory);
  }

  @Test
  void shouldRefuseAJavaHomeWithoutJava() throws Exception {
    Ended ended = launch();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.error())
        .isEqualTo("onestep: ONESTEP_JAVA_HOME: no bin/java in " + directory + "\n");
  }

  @Test
  void shouldRefuseAWishForDevicesThatIsNeitherYesNorNo() throws Exception {
    cuda = "maybe";

    Ended ended = launch();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.error()).isEqualTo("onestep: ONESTEP_CUDA must be 1 or 0, got maybe\n");
  }

  /** A Java home whose program only tells its version, as Java does. */
  private void javaHome(String version) throws IOException {
    Path program = Files.createDirectories(directory.resolve("bin")).resolve("java");
    Files.writeString(
        program, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2024-01-16' >&2\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private Ended launch() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "version");
    builder.environment().put("ONESTEP_JAVA_HOME", directory.toString());
    builder.environment().put("ONESTEP_CUDA", cuda);
    Process process = builder.start();
    process.getOutputStream().close();
    String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), error);
  }

  private record Ended(int exitCode, String error) {}
}
