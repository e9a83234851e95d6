package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import onestep.contract.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path temporary;

  @Test
  void shouldCreateTheDirectoryWithItsParents() {
    Path path = temporary.resolve("a/b");

    try (DataDirectory data = DataDirectory.open(path, 0)) {
      assertThat(data.path()).isDirectory();
      assertThat(data.holdsData()).isFalse();
    }
  }

  @Test
  void shouldNameTheProcessThatHoldsTheDirectory() {
    try (DataDirectory held = DataDirectory.open(temporary, 0)) {
      assertThatThrownBy(() -> DataDirectory.open(held.path(), 0))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("another run uses " + temporary)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void shouldGiveTheDirectoryBackWhenClosed() {
    DataDirectory.open(temporary, 0).close();

    try (DataDirectory again = DataDirectory.open(temporary, 0)) {
      assertThat(again.path()).isEqualTo(temporary);
    }
  }

  @Test
  void shouldRefuseAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> DataDirectory.open(file, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--data: " + file + " is not a directory; give another with --data");
  }

  @Test
  void shouldRefuseADiskWithTooLittleRoomAndCreateNothing() {
    Path path = temporary.resolve("data");

    assertThatThrownBy(() -> DataDirectory.open(path, Long.MAX_VALUE / 2))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("MiB free and the run needs");
    assertThat(path).doesNotExist();
  }

  @Test
  void shouldRefuseADirectoryThatCannotBeWritten() {
    Path path = temporary.resolve("read-only");
    assumeThat(path.toFile().mkdir() && path.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(path)).as("a user whom permissions bind").isFalse();

    assertThatThrownBy(() -> DataDirectory.open(path.resolve("data"), 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--data: cannot write to " + path);
  }

  @Test
  void shouldDiscardWhatEarlierRunsLeft() throws IOException {
    try (DataDirectory data = DataDirectory.open(temporary, 0)) {
      Files.createDirectories(data.broker().resolve("topic-0"));
      Files.writeString(data.broker().resolve("topic-0/log"), "records");

      data.clear();

      assertThat(data.holdsData()).isFalse();
    }
  }
}
