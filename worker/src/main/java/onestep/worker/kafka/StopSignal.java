package onestep.worker.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Told once: take nothing new. */
final class StopSignal {

  private final CountDownLatch told = new CountDownLatch(1);

  void tell() {
    told.countDown();
  }

  boolean isTold() {
    return told.getCount() == 0;
  }

  /** Pauses; ends early, with true, when told. */
  boolean pause(Duration duration) throws InterruptedException {
    return told.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
