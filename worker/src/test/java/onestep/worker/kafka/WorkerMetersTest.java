package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.contract.metrics.Metric;
import onestep.contract.metrics.ProcessMeters;
import onestep.worker.attack.CellTrials;
import onestep.worker.backend.DeviceUse;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.slots.Slots;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {

  private static final Pattern SAMPLE = Pattern.compile("(onestep_[a-z0-9_]+)[{ ].*");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WorkerMeters meters = new WorkerMeters(registry, "cpu");

  private static final DeviceUse DEVICE =
      new DeviceUse() {
        @Override
        public String device() {
          return "0 Test";
        }

        @Override
        public long memoryBytes() {
          return 1;
        }

        @Override
        public long heldBytes() {
          return 2;
        }

        @Override
        public long launches() {
          return 3;
        }

        @Override
        public long transferredBytes() {
          return 4;
        }

        @Override
        public double busySeconds() {
          return 5.5;
        }
      };

  @Test
  void shouldTellWhatADeviceDoes() {
    meters.observe(DEVICE);

    assertThat(registry.scrape())
        .contains("onestep_worker_device_memory_bytes{backend=\"cpu\",device=\"0 Test\"} 1.0")
        .contains("onestep_worker_device_held_bytes{backend=\"cpu\",device=\"0 Test\"} 2.0")
        .contains("onestep_worker_device_launches_total{backend=\"cpu\",device=\"0 Test\"} 3.0")
        .contains("device_transferred_bytes_total{backend=\"cpu\",device=\"0 Test\"} 4.0")
        .contains("device_busy_seconds_total{backend=\"cpu\",device=\"0 Test\"} 5.5");
  }

  @Test
  void shouldTellWhatIsDeclaredAndNothingElse() {
    // Given
    meters.countBegun("s", false);
    ProcessMeters process = new ProcessMeters(registry, "1", "cpu-1");
    try (process;
        Slots slots =
            new Slots(
                1,
                new Slots.Limits(1 << 20, Duration.ofSeconds(1)),
                new CellTrials(),
                CpuBackend::new)) {
      meters.observe(slots, 1, 1);
      meters.observe(DEVICE);

      // When
      Set<String> told = samples();

      // Then
      assertThat(told)
          .isEqualTo(
              WorkerMetrics.all().stream()
                  .flatMap(WorkerMetersTest::series)
                  .collect(Collectors.toSet()));
    }
  }

  @Test
  void shouldCountRedeliveriesBySweepUntilItIsGone() {
    // Given
    meters.countBegun("calm", false);
    meters.countBegun("first", true);
    meters.countBegun("second", true);
    meters.countBegun("second", true);
    assertThat(registry.scrape())
        .contains("redeliveries_total{backend=\"cpu\",sweep=\"calm\"} 0.0")
        .contains("redeliveries_total{backend=\"cpu\",sweep=\"first\"} 1.0")
        .contains("redeliveries_total{backend=\"cpu\",sweep=\"second\"} 2.0");

    // When
    meters.forget("second");
    meters.forget("never seen");

    // Then
    assertThat(registry.scrape()).contains("sweep=\"first\"").doesNotContain("sweep=\"second\"");
    assertThat(meters.redeliveries()).isEqualTo(1);
  }

  private Set<String> samples() {
    return registry
        .scrape()
        .lines()
        .map(SAMPLE::matcher)
        .filter(sample -> sample.matches())
        .map(sample -> sample.group(1))
        .collect(Collectors.toSet());
  }

  private static Stream<String> series(Metric metric) {
    return metric.kind() == Metric.Kind.HISTOGRAM
        ? Stream.of("_bucket", "_count", "_sum", "_max").map(end -> metric.name() + end)
        : Stream.of(metric.name());
  }
}
