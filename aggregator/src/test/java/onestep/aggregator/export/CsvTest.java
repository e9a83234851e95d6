package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void shouldQuoteOnlyFieldsThatNeedIt() {
    // Given
    StringBuilder text = new StringBuilder();

    // When
    Csv.append(text, List.of("plain", "", "a,b", "say \"x\"", "two\nlines"));

    // Then
    assertThat(text).hasToString("plain,,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n");
  }
}
