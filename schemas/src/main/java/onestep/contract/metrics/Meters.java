package onestep.contract.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Declared metrics in Micrometer and Prometheus; label values are given in the declared order. */
public final class Meters {

  private Meters() {}

  /** A counter, at 0. */
  public static Counter counter(MeterRegistry registry, Metric metric, String... labels) {
    return Counter.builder(metric.name())
        .description(metric.meaning())
        .tags(tags(metric, labels))
        .register(registry);
  }

  /** A counter that asks for its value. */
  public static <T> void counter(
      MeterRegistry registry, Metric metric, T of, ToDoubleFunction<T> value, String... labels) {
    FunctionCounter.builder(metric.name(), of, value)
        .description(metric.meaning())
        .tags(tags(metric, labels))
        .register(registry);
  }

  /** A gauge that asks for its value; NaN is one that is not known. */
  public static <T> void gauge(
      MeterRegistry registry, Metric metric, T of, ToDoubleFunction<T> value, String... labels) {
    Gauge.builder(metric.name(), of, value)
        .description(metric.meaning())
        .tags(tags(metric, labels))
        .strongReference(true)
        .register(registry);
  }

  /** A histogram of times. */
  public static Timer timer(
      MeterRegistry registry, Metric metric, List<Duration> bounds, String... labels) {
    return Timer.builder(metric.name())
        .description(metric.meaning())
        .tags(tags(metric, labels))
        .serviceLevelObjectives(bounds.toArray(Duration[]::new))
        .register(registry);
  }

  /** Labels of Prometheus' own client. */
  public static Labels labels(Metric metric, String... values) {
    return Labels.of(metric.labels(), List.of(values));
  }

  private static Tags tags(Metric metric, String... values) {
    if (values.length != metric.labels().size()) {
      throw new IllegalArgumentException(
          "metric "
              + metric.name()
              + " has the labels "
              + metric.labels()
              + ", got "
              + values.length
              + " values");
    }
    Tags tags = Tags.empty();
    for (int label = 0; label < values.length; label++) {
      tags = tags.and(metric.labels().get(label), values[label]);
    }
    return tags;
  }
}
