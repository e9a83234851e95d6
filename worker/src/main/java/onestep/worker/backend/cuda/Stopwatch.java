package onestep.worker.backend.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * How long kernels run, from events around some of them: each launch is timed with probability 1 in
 * {@value #ONE_IN} and counts as that many, so that the sum is right on average whatever their
 * pattern, and few launches pay for it.
 *
 * <p>An elapsed time includes what the device needs between an event and a kernel, about a
 * microsecond, and whatever another context had it do in between.
 */
final class Stopwatch implements AutoCloseable {

  private static final int ONE_IN = 16;
  private static final double NANOS_PER_MILLI = 1e6;

  private final CudaDevice device;
  private final CUstream stream;
  private final Counters counters;
  private final SplittableRandom random = new SplittableRandom(1);
  private final Deque<Timing> idle = new ArrayDeque<>();
  private final Deque<Timing> running = new ArrayDeque<>();

  private record Timing(CUevent begin, CUevent end) {}

  Stopwatch(Context context, Counters counters) {
    this.device = context.device();
    this.stream = context.stream();
    this.counters = counters;
  }

  /** Launches a kernel, and times it if it is its turn. */
  void time(Runnable launch) {
    if (random.nextInt(ONE_IN) != 0) {
      launch.run();
      return;
    }
    Timing timing = idle.isEmpty() ? create() : idle.pop();
    running.push(timing);
    record(timing.begin());
    launch.run();
    record(timing.end());
  }

  /** Adds up what was timed; only when all that was launched is done. */
  void read() {
    while (!running.isEmpty()) {
      Timing timing = running.peek();
      float[] millis = new float[1];
      Driver.check(
          JCudaDriver.cuEventElapsedTime(millis, timing.begin(), timing.end()),
          "cuEventElapsedTime",
          "",
          device);
      counters.busyNanos.add((long) (NANOS_PER_MILLI * ONE_IN * millis[0]));
      idle.push(running.pop());
    }
  }

  private Timing create() {
    CUevent begin = event();
    try {
      return new Timing(begin, event());
    } catch (DeviceException | OutOfMemoryError e) {
      JCudaDriver.cuEventDestroy(begin);
      throw e;
    }
  }

  private CUevent event() {
    CUevent event = new CUevent();
    Driver.check(
        JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DEFAULT),
        "cuEventCreate",
        "",
        device);
    return event;
  }

  private void record(CUevent event) {
    Driver.check(JCudaDriver.cuEventRecord(event, stream), "cuEventRecord", "", device);
  }

  @Override
  public void close() {
    idle.addAll(running);
    running.clear();
    while (!idle.isEmpty()) {
      Timing timing = idle.pop();
      JCudaDriver.cuEventDestroy(timing.begin());
      Driver.check(JCudaDriver.cuEventDestroy(timing.end()), "cuEventDestroy", "", device);
    }
  }
}
