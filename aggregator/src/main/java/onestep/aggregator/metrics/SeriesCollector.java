package onestep.aggregator.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onestep.contract.metrics.Meters;
import onestep.contract.metrics.Metric;

/** Gathers the gauges of one scrape. What is NaN is not known, and left out. */
final class SeriesCollector {

  private final Map<Metric, List<GaugeDataPointSnapshot>> points = new LinkedHashMap<>();

  /** Adds a value of a metric; labels are values in the declared order. */
  void add(Metric metric, double value, String... labels) {
    add(metric, value, Meters.labels(metric, labels));
  }

  void add(Metric metric, double value, Labels labels) {
    if (!Double.isNaN(value)) {
      points
          .computeIfAbsent(metric, key -> new ArrayList<>())
          .add(GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
    }
  }

  MetricSnapshots snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    points.forEach(
        (metric, of) ->
            all.add(new GaugeSnapshot(new MetricMetadata(metric.name(), metric.meaning()), of)));
    return new MetricSnapshots(all);
  }
}
