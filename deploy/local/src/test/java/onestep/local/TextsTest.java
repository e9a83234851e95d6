package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TextsTest {

  @ParameterizedTest
  @CsvSource({"0, 0:00", "7, 0:07", "754, 12:34", "3723, 1:02:03", "90000, 25:00:00"})
  void shouldWriteDurationsAsClocksDo(long seconds, String text) {
    assertThat(Texts.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void shouldTellProgressInALine() {
    String line = ProgressLines.text(1200, 4800, 95, Duration.ofSeconds(38));

    assertThat(line).isEqualTo("1,200 of 4,800 networks (25 %), 95.0 a second, about 0:38 left");
  }

  @Test
  void shouldLeaveOutATimeThatIsNotKnown() {
    assertThat(ProgressLines.text(1, 4, 0.5, null))
        .isEqualTo("1 of 4 networks (25 %), 0.5 a second");
  }

  @ParameterizedTest
  @CsvSource({"4096, 4096", "2k, 2048", "512M, 536870912", "8g, 8589934592", "1GiB, 1073741824"})
  void shouldReadAmountsOfMemory(String text, long bytes) {
    assertThat(new MemorySize().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lots", "-1g", "1.5g", "8 gigs", "999999999999t"})
  void shouldRefuseWhatIsNoAmountOfMemory(String text) {
    assertThatThrownBy(() -> new MemorySize().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }
}
