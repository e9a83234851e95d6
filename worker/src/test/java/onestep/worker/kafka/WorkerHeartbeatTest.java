package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerHeartbeatTest {

  private final Semaphore beats = new Semaphore(0);

  @Test
  void shouldBeatSoonAfterAChange() throws InterruptedException {
    // Given
    try (WorkerHeartbeat heartbeat = new WorkerHeartbeat(Duration.ofHours(1), beats::release)) {
      awaitBeat();

      // When
      heartbeat.changed();

      // Then
      awaitBeat();
    }
  }

  @Test
  void shouldGoOnAfterABeatThatFailed() throws InterruptedException {
    // When
    try (WorkerHeartbeat heartbeat =
        new WorkerHeartbeat(
            Duration.ofMillis(1),
            () -> {
              beats.release();
              throw new IllegalStateException("the broker is away");
            })) {

      // Then
      assertThat(heartbeat).isNotNull();
      awaitBeat();
      awaitBeat();
    }
  }

  private void awaitBeat() throws InterruptedException {
    assertThat(beats.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }
}
