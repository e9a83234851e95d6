package onestep.worker.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PtxTest {

  private static final Path CHECK = Path.of("src", "main", "cuda", "check");
  private static final Path SHIPPED =
      Path.of("src", "main", "resources", "onestep", "worker", "backend", "cuda", "onestep.ptx");

  @TempDir private Path scratch;

  /** It prints what it could not check because nvcc or ptxas are not there. */
  @Test
  void shouldShipWhatItsSourceCompilesToAndEveryDeviceTakes() throws Exception {
    // When
    Process check = check(SHIPPED);

    // Then
    String output = new String(check.getInputStream().readAllBytes(), UTF_8);
    System.out.print(output);
    assertThat(check.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(check.exitValue()).as(output).isZero();
    assertThat(output).contains("compiled from this onestep.cu");
  }

  @Test
  void shouldNoticeThatTheSourceHasChanged() throws Exception {
    // Given
    Path stale = scratch.resolve("onestep.ptx");
    Files.writeString(stale, Files.readString(SHIPPED).replaceFirst("SHA-256 .", "SHA-256 x"));

    // When
    Process check = check(stale);

    // Then
    String output = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).isEqualTo(1);
    assertThat(output).contains("was not compiled from this onestep.cu").contains("build");
  }

  private static Process check(Path ptx) throws IOException {
    return new ProcessBuilder(CHECK.toString(), ptx.toAbsolutePath().toString())
        .redirectErrorStream(true)
        .start();
  }
}
