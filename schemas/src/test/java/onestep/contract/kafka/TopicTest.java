package onestep.contract.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {

  @ParameterizedTest
  @EnumSource(names = {"TASKS", "RESULTS", "DEAD_LETTERS"})
  void shouldKeepEveryRecordWhateverTheBrokersDefaults(Topic topic) {
    // Given, When, Then
    assertThat(topic.settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("retention.bytes", "-1");
  }
}
