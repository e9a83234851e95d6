package onestep.worker.backend.cuda;

import java.util.concurrent.atomic.LongAdder;

/** What the backends of a worker did, counted by any thread and read by any. */
final class Counters {

  final LongAdder heldBytes = new LongAdder();
  final LongAdder launches = new LongAdder();
  final LongAdder transferredBytes = new LongAdder();

  /** Copies between host and device. */
  final LongAdder copies = new LongAdder();

  /** Times that the host waited for the device. */
  final LongAdder waits = new LongAdder();

  /** Time that kernels ran, as {@link Stopwatch} tells it. */
  final LongAdder busyNanos = new LongAdder();
}
