package onestep.contract.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {

  @ParameterizedTest
  @CsvSource({
    "onestep_tasks,             COUNTER, tasks,   must end in _total",
    "onestep_tasks_total,       GAUGE,   tasks,   must end in _total",
    "onestep_busy_total,        COUNTER, seconds, must end in its base unit",
    "onestep_memory_mb,         GAUGE,   bytes,   must end in its base unit",
    "onestep_memory_bytes,      GAUGE,   seconds, must end in its base unit",
    "onestep_time,              GAUGE,   minutes, must have a unit",
    "tasks_total,               COUNTER, tasks,   must look like",
    "onestep_Tasks_total,       COUNTER, tasks,   must look like",
    "onestep_build,             INFO,    '',      must end in _info",
  })
  void shouldRefuseWhatPrometheusWouldNotCallSo(
      String name, Metric.Kind kind, String unit, String rule) {
    assertThatThrownBy(() -> new Metric(name, kind, unit, List.of(), "A sentence."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(rule);
  }

  @Test
  void shouldBeScrapedUnderItsOwnName() {
    // Given
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Metric tasks = Metric.counter("onestep_tasks_total", "tasks", "Tasks.", "end");
    Metric busy = Metric.counter("onestep_busy_seconds_total", "seconds", "Time.");
    Metric memory = Metric.gauge("onestep_memory_bytes", "bytes", "Memory.");
    Metric time = Metric.timer("onestep_task_seconds", "Time of a task.");

    // When
    Meters.counter(registry, tasks, "done").increment();
    Meters.counter(registry, busy, 2, Integer::doubleValue);
    Meters.gauge(registry, memory, 3, Integer::doubleValue);
    Meters.timer(registry, time, List.of(Duration.ofMillis(100))).record(Duration.ofMillis(50));

    // Then
    assertThat(registry.scrape())
        .contains("\nonestep_tasks_total{end=\"done\"} 1.0\n")
        .contains("\nonestep_busy_seconds_total 2.0\n")
        .contains("\nonestep_memory_bytes 3.0\n")
        .contains("\nonestep_task_seconds_bucket{le=\"0.1\"} 1\n");
  }

  @Test
  void shouldTellWhatRuns() {
    // Given
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    // When
    try (ProcessMeters meters = new ProcessMeters(registry, "1.2", "cpu-2")) {
      // Then
      assertThat(meters).isNotNull();
      assertThat(registry.scrape())
          .containsPattern(
              "\nonestep_build_info\\{jvm=\"[^\"]+\",numerics=\"cpu-2\",version=\"1.2\"} 1")
          .contains("jvm_memory_used_bytes");
    }
  }
}
