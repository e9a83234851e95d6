package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import onestep.contract.cell.BackendChoice;
import onestep.contract.kafka.Topic;
import onestep.contract.kafka.Topics;
import onestep.contract.record.NetworkRow;
import onestep.contract.record.Result;
import onestep.producer.kafka.SubmitListener;
import onestep.producer.kafka.SweepControl;
import onestep.producer.kafka.SweepPublisher;
import onestep.producer.sweep.Limits;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers on the emulated driver that the worker's tests have compiled, beside those of the CPU.
 */
class CudaWorkersIT {

  private static final Path DRIVER =
      Path.of("..", "..", "worker", "target", "cuda").toAbsolutePath().normalize();
  private static final Map<String, String> WITH_DRIVER =
      Map.of("LD_LIBRARY_PATH", DRIVER.toString());
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Relative, of steps: a walk's line is summed in another order; see BackendAgreementTest. */
  private static final double WALK_TOLERANCE = 1e-9;

  private static final int NETWORKS = 12;

  private static final String SWEEP =
      """
      name: two-backends
      points: 3
      networks: 12
      dimension: 20
      width: 60
      cells:
        - {depth: 1, backend: cpu}
        - {depth: 1, backend: cuda}
        - {depth: 2, activation: tanh, backend: cpu}
        - {depth: 2, activation: tanh, backend: cuda}
      """;

  @TempDir private Path directory;

  private EmbeddedBroker broker;
  private TestPipeline pipeline;

  @BeforeEach
  void start() {
    String reason = "the worker's tests have compiled no emulated driver in " + DRIVER;
    if (!Files.exists(DRIVER.resolve("libcuda.so.1"))) {
      System.out.println("skipped: " + reason);
    }
    Assumptions.assumeTrue(Files.exists(DRIVER.resolve("libcuda.so.1")), reason);
    broker = EmbeddedBroker.start(directory.resolve("cluster"), 0, Map.of());
    pipeline =
        new TestPipeline(broker.connection(), new Topics.Settings(4, (short) 1, null), directory);
  }

  @AfterEach
  void stop() {
    if (pipeline != null) {
      pipeline.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  private Sweep submit() throws IOException {
    Path file = Files.writeString(directory.resolve("two-backends.yaml"), SWEEP);
    Sweep sweep = SweepFiles.load(file.toString(), Limits.DEFAULT);
    TaskCutter cutter = new TaskCutter(Duration.ofMillis(2));
    SweepPublisher.submit(broker.connection(), sweep, cutter, SubmitListener.NONE);
    return sweep;
  }

  private void awaitTheEnd(Sweep sweep) {
    await().atMost(PATIENCE).until(() -> pipeline.isSettled(sweep.name()));
    assertThat(pipeline.status(sweep.name()).dead()).isZero();
  }

  @Test
  void shouldGiveTheSameNetworksOnADeviceAsOnTheCpu() throws Exception {
    // Given
    Program cpu = pipeline.startWorker(Map.of(), "--backend", "cpu");
    Program cuda = pipeline.startWorker(WITH_DRIVER, "--backend", "cuda");

    // When
    Sweep sweep = submit();

    // Then
    awaitTheEnd(sweep);
    assertThat(cpu.output()).contains("numerics cpu-2");
    assertThat(cuda.output())
        .contains("Worker worker-1: backend cuda, device 0 Emulated device, numerics cuda-2");
    Map<String, Map<Integer, NetworkRow>> rows = new HashMap<>();
    for (ConsumerRecord<String, Result> result : pipeline.records(Result.class, Topic.RESULTS)) {
      for (NetworkRow row : result.value().getRows()) {
        rows.computeIfAbsent(
                result.value().getWorker() + " " + result.value().getCell(), key -> new HashMap<>())
            .put(row.getNetwork(), row);
      }
    }
    assertThat(rows).hasSize(4).allSatisfy((key, of) -> assertThat(of).hasSize(NETWORKS));
    for (int position = 0; position < 4; position += 2) {
      String onCpu = "worker-0 " + cell(sweep, position);
      String onDevice = "worker-1 " + cell(sweep, position + 1);
      assertThat(rows).containsKeys(onCpu, onDevice);
      for (int network = 0; network < NETWORKS; network++) {
        assertSame(rows.get(onDevice).get(network), rows.get(onCpu).get(network));
      }
    }
  }

  private static String cell(Sweep sweep, int position) {
    return sweep.planFrom(position).findFirst().orElseThrow().spec().id();
  }

  private static void assertSame(NetworkRow actual, NetworkRow expected) {
    assertThat(actual.getValues()).isEqualTo(expected.getValues());
    assertThat(actual.getGradientNorms()).isEqualTo(expected.getGradientNorms());
    assertThat(actual.getOutcomes()).isEqualTo(expected.getOutcomes());
    for (int point = 0; point < expected.getSteps().size(); point++) {
      double step = expected.getSteps().get(point);
      if (Double.isNaN(step)) { // not flipped
        assertThat(actual.getSteps().get(point)).isNaN();
      } else {
        assertThat(actual.getSteps().get(point)).isCloseTo(step, within(WALK_TOLERANCE * step));
      }
    }
  }

  /** A worker whose emulated device has a fault; see emulator.cpp. */
  private Program startFailing(String fault) throws IOException {
    Map<String, String> failing = new HashMap<>(WITH_DRIVER);
    failing.put("ONESTEP_EMULATED_FAULT", fault);
    return pipeline.startWorker(failing, "--backend", "auto");
  }

  /** The device is lost in the middle of the sweep: its tasks wait for another worker. */
  @Test
  void shouldGoOnWithTheCpuAndLoseNoTaskWhenItsDeviceIsLost() throws Exception {
    // Given
    Program both = startFailing("lost:2500");
    Sweep sweep = submit();
    await().atMost(PATIENCE).until(() -> both.output().contains("device_given_up"));
    assertThat(both.isAlive()).isTrue();

    // When
    Program another = pipeline.startWorker(WITH_DRIVER, "--backend", "cuda");

    // Then
    awaitTheEnd(sweep);
    assertThat(both.isAlive()).as(both.output()).isTrue();
    assertThat(both.output())
        .containsOnlyOnce("device_given_up")
        .contains("on device 0 (Emulated device) failed: CUDA_ERROR_UNKNOWN");
    another.terminate();
    both.terminate();
    another.await(PATIENCE);
    both.await(PATIENCE);
  }

  /** All networks that shared its context fail with it: their tasks are computed anew. */
  @Test
  void shouldGoOnInANewContextAndLoseNoTaskWhenALaunchFails() throws Exception {
    // Given
    Program worker = startFailing("launch:60");

    // When
    Sweep sweep = submit();

    // Then
    awaitTheEnd(sweep);
    assertThat(worker.output())
        .contains("settlement=RELEASED")
        .contains("failed: CUDA_ERROR_LAUNCH_FAILED")
        .doesNotContain("device_given_up");
    worker.terminate();
    worker.await(PATIENCE);
  }

  @Test
  void shouldTakeBackToTheCpuWhatNoDeviceTook() throws Exception {
    // Given
    pipeline.startWorker("--backend", "cpu");
    Sweep sweep = submit();
    await().atMost(PATIENCE).until(() -> pipeline.hasBegun(sweep.name()));

    // When
    try (SweepControl control = SweepControl.open(broker.connection(), sweep.name())) {
      control.retry(TaskCutter.DEFAULT, Optional.of(BackendChoice.CPU));
    }

    // Then
    awaitTheEnd(sweep);
    assertThat(pipeline.view().summaries(sweep.name()))
        .hasSize(2) // the cells of the two backends are the same now
        .allSatisfy(cell -> assertThat(cell.spec().numerics()).isEqualTo("cpu-2"));
  }

  @Test
  void shouldSayInOneLineThatThereIsNoDeviceAndGoOnOrRefuse() throws Exception {
    // Given
    Map<String, String> busy = new HashMap<>(WITH_DRIVER);
    busy.put("ONESTEP_EMULATED_FAULT", "busy");

    // When
    Program auto = pipeline.startWorker(busy, "--backend", "auto");
    Program cuda = pipeline.startWorker(busy, "--backend", "cuda");

    // Then
    assertThat(cuda.await(PATIENCE)).isEqualTo(2);
    assertThat(cuda.output())
        .contains(
            "onestep: --backend cuda needs a device that can be used: cuCtxCreate on device 0"
                + " (Emulated device) failed: CUDA_ERROR_DEVICE_UNAVAILABLE; onestep devices");
    await().atMost(PATIENCE).until(() -> auto.output().contains("numerics cpu-2"));
    assertThat(auto.output())
        .containsOnlyOnce("No device beside the CPU: cuCtxCreate on device 0")
        .doesNotContain("backend cuda");
  }
}
