package onestep.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurableTest {

  static Stream<Exception> curable() {
    return Stream.of(
        new TimeoutException("no answer"),
        new StreamsException("on commit", new TimeoutException("no answer")),
        new StreamsException("on commit", new InvalidTxnStateException("not in a transaction")));
  }

  static Stream<Exception> fatal() {
    return Stream.of(
        new StreamsException("on send", new TopicAuthorizationException("refused")),
        new FencedInstanceIdException("another process"),
        new ProcessorStateException("no room"));
  }

  @ParameterizedTest
  @MethodSource("curable")
  void shouldTryAgainWithANewThread(Exception failure) {
    assertThat(Curable.byNewThread(failure)).isPresent();
  }

  @ParameterizedTest
  @MethodSource("fatal")
  void shouldGiveUp(Exception failure) {
    assertThat(Curable.byNewThread(failure)).isEmpty();
  }
}
