package onestep.worker.backend.cuda;

import java.util.concurrent.atomic.LongAdder;

/** What the backends of a worker did, counted by each on its thread and read by any. */
final class Counters {

  final LongAdder heldBytes = new LongAdder();
  final LongAdder launches = new LongAdder();
  final LongAdder transferredBytes = new LongAdder();
}
