package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import onestep.contract.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir private Path folder;

  @Test
  void shouldReplaceAFile() throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("cells.csv"), "old and longer");

    // When
    AtomicFiles.write(file, out -> out.write(new byte[] {'n', 'e', 'w'}));

    // Then
    assertThat(file).hasContent("new");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void shouldKeepTheOldFileWhenTheDiskIsFull() throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("cells.csv"), "old");

    // When
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }))
        // Then
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "cannot write %s: No space left on device; make room or choose another folder, then run again"
                .formatted(file));
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void shouldNameTheReasonWhenTheFolderIsMissing() {
    // Given
    Path file = folder.resolve("missing").resolve("cells.csv");

    // When
    assertThatThrownBy(() -> AtomicFiles.write(file, out -> {}))
        // Then
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file + ": its folder does not exist");
  }

  @Test
  void shouldNameTheReasonWhenTheFolderIsReadOnly() {
    // Given
    assumeThat(folder.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(folder)).as("the superuser may write anywhere").isFalse();

    // When
    assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("cells.csv"), out -> {}))
        // Then
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void shouldTakeOverWhatAKilledWriteLeft() throws IOException {
    // Given
    Files.writeString(folder.resolve(".cells.csv.tmp"), "torn, and longer than the new content");
    Path file = folder.resolve("cells.csv");

    // When
    AtomicFiles.write(file, out -> out.write('x'));

    // Then
    assertThat(file).hasContent("x");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }
}
