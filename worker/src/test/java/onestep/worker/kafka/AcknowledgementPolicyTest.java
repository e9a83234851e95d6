package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import onestep.contract.kafka.UnknownSchemas;
import onestep.worker.attack.TrialFailure;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class AcknowledgementPolicyTest {

  private final AcknowledgementPolicy policy = new AcknowledgementPolicy(5, Duration.ofMinutes(1));

  @Test
  void shouldGiveUpAtOnceWhatFailsEverywhere() {
    assertThat(policy.afterFailure(new TrialFailure("NaN"), 1)).isEqualTo(Settlement.DEAD);
    assertThat(policy.afterFailure(new IllegalArgumentException("gain out of range"), 1))
        .isEqualTo(Settlement.DEAD);
    assertThat(policy.afterFailure(new MalformedTaskException("bad", null), 1))
        .isEqualTo(Settlement.DEAD);
    assertThat(policy.afterFailure(new SerializationException("bad"), 1))
        .isEqualTo(Settlement.DEAD);
    assertThat(policy.afterFailure(new RecordTooLargeException("rows"), 1))
        .isEqualTo(Settlement.DEAD);
  }

  @Test
  void shouldReleaseWhatMayPassUntilTheLastDelivery() {
    for (Throwable failure :
        new Throwable[] {
          new OutOfMemoryError("made up"),
          new TimeoutException("broker away"),
          new UnsuitableWorkerException("too small"),
          UnknownSchemas.exception(),
          new IllegalStateException("unknown")
        }) {
      assertThat(policy.afterFailure(failure, 4)).as("%s", failure).isEqualTo(Settlement.RELEASED);
      assertThat(policy.afterFailure(failure, 5)).as("%s", failure).isEqualTo(Settlement.DEAD);
    }
  }

  @Test
  void shouldReleaseACancelledTaskEvenOnItsLastDelivery() {
    assertThat(policy.afterFailure(new CancellationException(), 5)).isEqualTo(Settlement.RELEASED);
  }

  @Test
  void shouldLookInsideWhatFuturesWrapped() {
    CompletionException wrapped =
        new CompletionException(new CompletionException(new TrialFailure("NaN")));

    assertThat(policy.afterFailure(wrapped, 1)).isEqualTo(Settlement.DEAD);
  }

  @Test
  void shouldKnowTheLastDelivery() {
    assertThat(policy.isLast(4)).isFalse();
    assertThat(policy.isLast(5)).isTrue();
  }
}
