package onestep.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

  @ParameterizedTest
  @CsvSource({"17, 17", "2K, 2048", "512M, 536870912", "4g, 4294967296", "1GiB, 1073741824"})
  void shouldReadSizes(String text, long bytes) {
    assertThat(MemorySize.parse("--memory", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "-1G", "4 quarts", "1.5G"})
  void shouldRefuseWhatIsNoSize(String text) {
    assertThatThrownBy(() -> MemorySize.parse("--memory", text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--memory must be a size such as 512M or 4G, got " + text);
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000 B", "1536, 1.5 KiB", "4294967296, 4.0 GiB", "17179869184, 16 GiB"})
  void shouldWriteSizes(long bytes, String text) {
    assertThat(MemorySize.show(bytes)).isEqualTo(text);
  }

  @Test
  void shouldRefuseASizeBeyondCounting() {
    assertThatThrownBy(() -> MemorySize.parse("--memory", "9999999999999T"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--memory is too large: 9999999999999T");
  }
}
