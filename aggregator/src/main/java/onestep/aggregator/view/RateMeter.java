package onestep.aggregator.view;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The recent rate of a growing count. Not safe for use by several threads. */
final class RateMeter {

  private final Deque<Sample> samples = new ArrayDeque<>();
  private final long windowMillis;

  private record Sample(long millis, long count) {}

  RateMeter(Duration window) {
    this.windowMillis = window.toMillis();
  }

  void record(long millis, long count) {
    if (!samples.isEmpty() && (millis < last().millis() || count < last().count())) {
      samples.clear();
    }
    samples.addLast(new Sample(millis, count));
    while (samples.size() > 2 && millis - samples.getFirst().millis() > windowMillis) {
      samples.removeFirst();
    }
  }

  /** Counts per second; NaN before two samples at different times. */
  double perSecond() {
    if (samples.size() < 2 || last().millis() == samples.getFirst().millis()) {
      return Double.NaN;
    }
    double seconds = (last().millis() - samples.getFirst().millis()) / 1000.0;
    return (last().count() - samples.getFirst().count()) / seconds;
  }

  private Sample last() {
    return samples.getLast();
  }
}
