package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onestep.local.EmbeddedBroker;
import onestep.local.Ports;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart's containers as processes, with the arguments and the environment that it gives them,
 * on a broker that takes nothing but TLS with certificates of its clients.
 */
class PodsAsProcessesIT {

  /** A machine with too much to do may answer too late. */
  private static final int MOST_RESTARTS = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Of a program that put everything away, and Java's own after a SIGTERM. */
  private static final Integer[] STOPPED = {0, 143};

  @TempDir private Path folder;

  private final List<PodProcess> started = new ArrayList<>();
  private EmbeddedBroker broker;
  private Rendering chart;
  private PodProcess.Surroundings surroundings;

  @BeforeEach
  void startBrokerAndRender() throws Exception {
    Certificate server = Certificate.create(folder, "server");
    Certificate client = Certificate.create(folder, "client");
    List<Integer> ports = Ports.free(3);
    broker =
        EmbeddedBroker.start(
            folder.resolve("broker"), ports.get(0), brokerSettings(server, client, ports));
    chart =
        Chart.copyTo(folder.resolve("chart"))
            .withHooks()
            .render(
                Chart.scenario("mtls"),
                Map.of(
                    "kafka.bootstrapServers",
                    "127.0.0.1:" + ports.get(1),
                    "kafka.partitions",
                    "2"));
    surroundings =
        new PodProcess.Surroundings(
            Map.of(
                "private-ca/ca-bundle.pem", server.certificate(),
                "onestep-client/tls.crt", client.certificate(),
                "onestep-client/tls.key", client.key()),
            Map.of("/etc/onestep", sweeps(), "/var/lib/onestep", folder.resolve("state")));
  }

  @AfterEach
  void stop() {
    started.forEach(PodProcess::close);
    broker.close();
  }

  @Test
  void shouldDoASweep() throws Exception {
    // Given
    complete("Job", "-setup");

    // When
    PodProcess aggregator = serve("StatefulSet", "-aggregator");
    PodProcess worker = serve("Deployment", "-worker-cpu");
    complete(submitJob());

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(aggregator.get("/api/sweeps").body()).contains("\"done\":10,"));
    assertThat(worker.answers("livenessProbe")).isTrue();
    assertThat(aggregator.answers("livenessProbe")).isTrue();
    assertThat(folder.resolve("state")).as("where RocksDB keeps its files").isNotEmptyDirectory();

    assertThat(complete("CronJob", "-cli")).contains("window", "100 %");
    assertThat(complete(submitJob())).contains("nothing to publish");
    assertThat(worker.stop()).as(worker.output()).isIn((Object[]) STOPPED);
    assertThat(aggregator.stop()).as(aggregator.output()).isIn((Object[]) STOPPED);
  }

  /** Starts a service, and again where it ends, as the kubelet does; it is ready then. */
  private PodProcess serve(String kind, String nameEnd) throws IOException {
    for (int restarts = 0; ; restarts++) {
      PodProcess process = start(chart.one(kind, nameEnd));
      try {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .failFast("it has ended", () -> !process.isAlive())
            .until(() -> process.answers("startupProbe") && process.answers("readinessProbe"));
        return process;
      } catch (ConditionTimeoutException | TerminalFailureException e) {
        if (restarts == MOST_RESTARTS) {
          throw new AssertionError("not ready: " + process.output(), e);
        }
      }
    }
  }

  private String complete(String kind, String nameEnd) throws IOException, InterruptedException {
    return complete(chart.one(kind, nameEnd));
  }

  /** Runs a job, and again where it fails, as Kubernetes does; its output. */
  private String complete(Manifest job) throws IOException, InterruptedException {
    for (int restarts = 0; ; restarts++) {
      PodProcess process = start(job);
      if (process.await(PATIENCE) == 0) {
        return process.output();
      }
      assertThat(restarts).as(process.output()).isLessThan(MOST_RESTARTS);
    }
  }

  private PodProcess start(Manifest of) throws IOException {
    Path log = folder.resolve(started.size() + ".log");
    PodProcess process = PodProcess.start(of.pod().orElseThrow(), surroundings, log);
    started.add(process);
    return process;
  }

  private Manifest submitJob() {
    return chart
        .ofKind("Job")
        .filter(job -> job.name().contains("-submit-"))
        .findFirst()
        .orElseThrow();
  }

  /** A folder with the sweep files of the ConfigMaps. */
  private Path sweeps() throws IOException {
    Path sweeps = Files.createDirectories(folder.resolve("sweeps"));
    for (Manifest map : chart.ofKind("ConfigMap").toList()) {
      for (Map.Entry<String, String> file : map.texts("data").entrySet()) {
        Files.writeString(sweeps.resolve(file.getKey()), file.getValue());
      }
    }
    return sweeps;
  }

  private static Map<String, String> brokerSettings(
      Certificate server, Certificate client, List<Integer> ports) {
    String addresses =
        "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",SECURE://127.0.0.1:" + ports.get(1);
    Map<String, String> settings = new HashMap<>();
    settings.put("listeners", addresses + ",CONTROLLER://127.0.0.1:" + ports.get(2));
    settings.put("advertised.listeners", addresses);
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get(2));
    settings.put(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SSL");
    String secure = "listener.name.secure.ssl.";
    settings.put(secure + "client.auth", "required");
    settings.put(secure + "keystore.type", "PEM");
    settings.put(secure + "keystore.certificate.chain", server.certificate());
    settings.put(secure + "keystore.key", server.key());
    settings.put(secure + "truststore.type", "PEM");
    settings.put(secure + "truststore.certificates", client.certificate());
    return settings;
  }
}
