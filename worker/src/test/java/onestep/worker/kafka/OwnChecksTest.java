package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OwnChecksTest {

  private Instant now = Instant.EPOCH;
  private final OwnChecks checks =
      new OwnChecks(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              throw new UnsupportedOperationException();
            }
          });

  @Test
  void shouldHandACheckBackAFewTimes() {
    assertThat(checks.isForAnother(1)).isTrue();
    assertThat(checks.isForAnother(OwnChecks.MOST_DELIVERIES - 1)).isTrue();
    assertThat(checks.isForAnother(OwnChecks.MOST_DELIVERIES)).isFalse();
  }

  @Test
  void shouldNotWaitForAnotherWorkerWhereThereIsNone() {
    // Given
    checks.isForAnother(OwnChecks.MOST_DELIVERIES);

    // When
    boolean soon = checks.isForAnother(1);
    now = now.plus(Duration.ofMinutes(6));
    boolean later = checks.isForAnother(1);

    // Then
    assertThat(soon).isFalse();
    assertThat(later).isTrue();
  }
}
