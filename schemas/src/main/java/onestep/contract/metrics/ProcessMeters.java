package onestep.contract.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** What every process tells of itself: its build, and its JVM. */
public final class ProcessMeters implements AutoCloseable {

  /** What runs. */
  public static final Metric BUILD =
      Metric.info(
          "onestep_build_info",
          "Version of the program, the JVM that runs it, and the numerics profile that it plans and"
              + " computes.",
          "version",
          "jvm",
          "numerics");

  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * Registers them.
   *
   * @param version of the program
   * @param numerics numerics profile
   */
  public ProcessMeters(PrometheusMeterRegistry registry, String version, String numerics) {
    Labels build = Meters.labels(BUILD, version, jvm(), numerics);
    InfoSnapshot info =
        InfoSnapshot.builder()
            .name(BUILD.name().replaceFirst("_info$", "")) // the client appends it
            .help(BUILD.meaning())
            .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(build).build())
            .build();
    // Micrometer knows no infos, and takes the ending from a gauge's name.
    registry.getPrometheusRegistry().register((Collector) () -> info);
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** The version of a module's jar, or "development" where there is none. */
  public static String version(Class<?> module) {
    String version = module.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Name and version of this JVM. */
  public static String jvm() {
    return System.getProperty("java.vm.name") + " " + Runtime.version();
  }

  @Override
  public void close() {
    collections.close();
  }
}
