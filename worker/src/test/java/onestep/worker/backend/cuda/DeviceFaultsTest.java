package onestep.worker.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.backend.WeightRows;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.backend.cuda.EmulatedDriver.Fault;
import onestep.worker.random.StreamId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of memory, of kernels that go wrong, and of a device that fails. */
class DeviceFaultsTest {

  private long openBefore;
  private long leakedBefore;
  private long overwrittenBefore;

  @BeforeEach
  void open() {
    EmulatedDriver.require();
    openBefore = EmulatedDriver.open();
    leakedBefore = EmulatedDriver.leaked();
    overwrittenBefore = EmulatedDriver.overwritten();
  }

  @AfterEach
  void clear() {
    EmulatedDriver.clear();
  }

  private static CellSpec cell(Sampler sampler, int depth) {
    ModelSpec model =
        new ModelSpec(Collections.nCopies(depth, 90), 40, Activation.RELU, 1, sampler, 5);
    return new CellSpec(model, new SmallestStep(20, StepUnit.ETA, 0.5), 3, CellSpec.CUDA_NUMERICS);
  }

  private static NetworkTrials run(CudaBackend backend, Sampler sampler, int depth) {
    return new CellTrials().run(cell(sampler, depth), 1, backend);
  }

  private void assertNothingLeft() {
    assertThat(EmulatedDriver.open()).as("open").isEqualTo(openBefore);
    assertThat(EmulatedDriver.leaked()).as("leaked").isEqualTo(leakedBefore);
    assertThat(EmulatedDriver.overwritten()).as("overwritten").isEqualTo(overwrittenBefore);
  }

  @ParameterizedTest
  @CsvSource({"DENSE, 1", "DENSE, 3", "CONDITIONED, 1", "CONDITIONED, 3"})
  void shouldFreeEveryAllocation(Sampler sampler, int depth) {
    // When
    try (CudaBackend backend = EmulatedDriver.backend()) {
      run(backend, sampler, depth);
      assertThat(EmulatedDriver.open()).isGreaterThan(openBefore);
    }

    // Then
    assertNothingLeft();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldGiveTheSameBitsInWhateverOrderThreadsRun(int order) {
    try (CudaBackend backend = EmulatedDriver.backend()) {
      for (Sampler sampler : Sampler.values()) {
        for (int depth : new int[] {1, 2}) {
          // Given
          EmulatedDriver.order(0);
          NetworkTrials expected = run(backend, sampler, depth);
          EmulatedDriver.order(order);

          // When
          NetworkTrials actual = run(backend, sampler, depth);

          // Then
          assertThat(actual.values()).isEqualTo(expected.values());
          assertThat(actual.gradientNorms()).isEqualTo(expected.gradientNorms());
          assertThat(actual.outcomes()).isEqualTo(expected.outcomes());
          assertThat(actual.steps()).isEqualTo(expected.steps());
        }
      }
    }
  }

  /** So that blocks of threads go on to a second share of the work, over memory they share. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldGiveTheBitsOfTheCpuWhereThereIsMoreToDoThanTheGridHolds(int order) {
    EmulatedDriver.order(order);
    try (CudaBackend backend = EmulatedDriver.backend();
        CpuBackend cpu = new CpuBackend()) {
      assertThat(large(backend)).isEqualTo(large(cpu));
    }
  }

  private static double[] large(Backend backend) {
    int n = 550_000; // sums of 1024, 16 to a block of threads
    int neurons = 40_000; // 1024 to a block
    int rows = 2100; // tiles of 64
    double[] results = new double[6];
    try (Block vectors = backend.allocate(n, 3);
        Block ray = backend.allocate(neurons, 3);
        WeightRows weights = backend.weights(new StreamId(1, 2, 3, 4), 0, rows, 40);
        Block in = backend.allocate(40, 2);
        Block out = backend.allocate(rows, 2)) {
      for (int j = 0; j < 3; j++) {
        backend.normals(new StreamId(1, 2, 3, 5 + j), 0, vectors.columns(j, j + 1));
        backend.normals(new StreamId(1, 2, 3, 8 + j), 0, ray.columns(j, j + 1));
      }
      double[] sums = new double[2];
      backend.dot(vectors.columns(0, 1), vectors.columns(1, 3), sums);
      results[0] = sums[0];
      results[1] = sums[1];
      results[2] =
          (float) // the walk's line is summed in another order
              backend.firstCrossing(
                  Activation.RELU, ray.columns(0, 1), ray.columns(1, 2), ray.columns(2, 3), 20);
      backend.copy(vectors.columns(0, 1), vectors.columns(1, 2));
      backend.normals(new StreamId(1, 2, 3, 11), 0, in.columns(0, 1));
      backend.normals(new StreamId(1, 2, 3, 12), 0, in.columns(1, 2));
      backend.multiply(weights, in, out);
      backend.multiplyTransposed(weights, out, in);
      results[3] = Arrays.hashCode(backend.read(out));
      results[4] = Arrays.hashCode(backend.read(in));
      results[5] = Arrays.hashCode(backend.read(vectors));
    }
    return results;
  }

  /** Has the emulator's own kernels run on a buffer, which they mistreat. */
  private static void mistreat(String kernel, int bytes, Object... before) {
    Counters counters = new Counters();
    CudaDevice device = CudaDevices.find().best().orElseThrow();
    Session session = new Session(device, counters, Duration.ZERO);
    session.join();
    Script script = new Script();
    DeviceBuffer buffer = new DeviceMemory(device, 0, counters, () -> {}).take(bytes);
    List<Object> fields = new ArrayList<>(List.of(before));
    fields.add(buffer.address());
    try {
      script.launch(kernel, 256).item(Kernels.Grid.of(1), fields.toArray());
      session.play(script);
      buffer.close();
    } finally {
      session.leave(script);
    }
  }

  /** The emulator itself: accesses one number beyond an array, on either side. */
  @Test
  void shouldCatchAccessesOutOfBounds() {
    // When
    assertThatThrownBy(() -> mistreat("outOfBounds", 40, 10L))

        // Then
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("CUDA_ERROR_ILLEGAL_ADDRESS");

    // When
    mistreat("outOfBounds", 40, -1L);

    // Then
    assertThat(EmulatedDriver.overwritten()).isEqualTo(overwrittenBefore + 1);
  }

  @Test
  void shouldCatchBarriersThatSomeThreadsDoNotReach() {
    assertThatThrownBy(() -> mistreat("halfABarrier", 4))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("CUDA_ERROR_LAUNCH_FAILED");
  }

  /** Whichever allocation fails, what was allocated before is freed. */
  @ParameterizedTest
  @EnumSource
  void shouldSayWhatWasAskedOfWhichDeviceWhenItsMemoryRunsOut(Sampler sampler) {
    int failures = 0;
    boolean ranOut = true;
    for (int allocation = 1; ranOut; allocation++) {
      ranOut = false;
      EmulatedDriver.arm(Fault.ALLOCATION, allocation);
      try (CudaBackend backend = EmulatedDriver.backend()) {
        // When
        run(backend, sampler, 2);
      } catch (OutOfMemoryError e) {
        // Then
        assertThat(e)
            .hasMessageMatching(
                "cuMem(Alloc|AllocHost) of [0-9]+ bytes.* on device 0 \\(Emulated device\\) failed:"
                    + " CUDA_ERROR_OUT_OF_MEMORY");
        ranOut = true;
        failures++;
      }
      EmulatedDriver.clear();
      assertNothingLeft();
    }
    assertThat(failures).isGreaterThan(10);
  }

  @Test
  void shouldDropIdleMemoryBeforeItGivesUp() {
    CudaDevice device = CudaDevices.find().best().orElseThrow();
    try (CudaBackend backend = new CudaBackend(device, Long.MAX_VALUE)) {
      // Given
      backend.allocate(40 << 20, 1).close();
      assertThat(backend.memoryBytes()).isEqualTo(160L << 20);

      // When
      Block block = backend.allocate(50 << 20, 1);

      // Then
      assertThat(backend.memoryBytes()).isEqualTo(200L << 20);
      assertThatThrownBy(() -> backend.allocate(30 << 20, 1))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessageContaining("125829120 bytes, beside 209715200 in use and 0 idle");
      block.close();
    }
    assertNothingLeft();
  }

  @Test
  void shouldKeepWhatIsClosedForTheNextBlockWithinItsLimit() {
    CudaDevice device = CudaDevices.find().best().orElseThrow();
    try (CudaBackend backend = new CudaBackend(device, 10_000)) {
      // When
      backend.allocate(1000, 1).close();
      backend.allocate(1000, 2).close();

      // Then
      assertThat(backend.memoryBytes()).isEqualTo(8000); // not 12,000: the eldest is dropped
      long open = EmulatedDriver.open();
      Block again = backend.allocate(1000, 2);
      assertThat(EmulatedDriver.open()).isEqualTo(open);
      again.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 60})
  void shouldFailAndFreeEverythingWhenALaunchFails(int launch) {
    // Given
    CudaBackend backend = EmulatedDriver.backend();
    EmulatedDriver.arm(Fault.LAUNCH, launch);

    // When
    assertThatThrownBy(() -> run(backend, Sampler.CONDITIONED, 2))
        .isInstanceOf(DeviceException.class)
        .hasMessageMatching("cu[A-Za-z]+.* on device 0 .* failed: CUDA_ERROR_LAUNCH_FAILED");

    // Then
    assertThatThrownBy(backend::close).isInstanceOf(DeviceException.class);
    assertThat(EmulatedDriver.open()).as("what the context held is gone").isEqualTo(openBefore);
    try (CudaBackend another = EmulatedDriver.backend()) {
      run(another, Sampler.CONDITIONED, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 300})
  void shouldFailInEveryCallWhenTheDeviceIsLost(int call) {
    // Given
    CudaDevice device = CudaDevices.find().best().orElseThrow();
    CudaBackend backend = new CudaBackend(device, 0);
    EmulatedDriver.arm(Fault.LOST, call);

    // When
    assertThatThrownBy(() -> run(backend, Sampler.CONDITIONED, 2))
        .isInstanceOf(DeviceException.class)
        .hasMessageEndingWith("on device 0 (Emulated device) failed: CUDA_ERROR_UNKNOWN");

    // Then
    assertThatThrownBy(backend::close).isInstanceOf(DeviceException.class);
    assertThatThrownBy(() -> new CudaBackend(device, 0)).isInstanceOf(DeviceException.class);
    assertThat(CudaDevices.find().whyNone()).contains("CUDA_ERROR_UNKNOWN");
  }

  @Test
  void shouldDescribeADeviceThatCanBeUsed() {
    // When
    CudaDevices found = CudaDevices.find();

    // Then
    assertThat(found.driverVersion()).contains("12.6");
    assertThat(found.problem()).isEmpty();
    CudaDevice device = found.best().orElseThrow();
    assertThat(device.toString()).isEqualTo("device 0 (Emulated device)");
    assertThat(device.capability()).isEqualTo("9.0");
    assertThat(device.memoryBytes()).isEqualTo(256L << 20);
    assertThat(device.freeBytes()).isEqualTo(256L << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "OLD, 'the driver supports CUDA 11.4, 12.0 or newer is needed'",
    "ABSENT, the driver has no device",
    "BUSY," + " cuCtxCreate on device 0 (Emulated device) failed: CUDA_ERROR_DEVICE_UNAVAILABLE",
    "PASCAL, 'its compute capability is 6.1, 7.5 is needed'",
  })
  void shouldSayWhyThereIsNoDeviceToUse(Fault fault, String reason) {
    // Given
    EmulatedDriver.arm(fault, 1);

    // When
    CudaDevices found = CudaDevices.find();

    // Then
    assertThat(found.best()).isEmpty();
    assertThat(found.whyNone()).isEqualTo(reason);
    assertNothingLeft();
  }

  @Test
  void shouldCountWhatTheBackendsOfAWorkerDo() {
    // Given
    CudaDevice device = CudaDevices.find().best().orElseThrow();
    CudaBackends backends = new CudaBackends(device, 2);
    long launched = EmulatedDriver.launched();

    // When
    try (Backend one = backends.get();
        Backend other = backends.get()) {
      one.write(new float[250], one.allocate(250, 1));
      run((CudaBackend) other, Sampler.DENSE, 1);

      // Then
      assertThat(backends.launches()).isEqualTo(EmulatedDriver.launched() - launched);
      assertThat(backends.heldBytes()).isGreaterThan(1000);
      assertThat(backends.transferredBytes()).isGreaterThan(1000);
    }
    assertThat(backends.heldBytes()).isZero();
    assertThat(backends.device()).isEqualTo("0 Emulated device");
  }

  /** The emulated device does nothing but kernels, so their time is most of the wall's. */
  @Test
  void shouldTellHowLongKernelsRan() {
    // Given
    CudaBackends backends = new CudaBackends(CudaDevices.find().best().orElseThrow(), 1);
    try (Backend backend = backends.get();
        Block block = backend.allocate(2_000_000, 1)) {
      long start = System.nanoTime();

      // When
      for (int i = 0; i < 200; i++) {
        backend.activate(Activation.TANH, block, block);
      }
      backend.dot(block.columns(0, 1), block, new double[1]);

      // Then: some 12 of 200 are timed, which tells within a factor of 3 but once in a million
      double wall = (System.nanoTime() - start) / 1e9;
      assertThat(backends.busySeconds()).isBetween(wall / 3, 3 * wall);
    }
    assertNothingLeft();
  }

  @Test
  void shouldServeSeveralBackendsOnOneThread() {
    try (CudaBackend one = EmulatedDriver.backend();
        CudaBackend other = EmulatedDriver.backend()) {
      // Given
      Block first = one.allocate(3, 1);
      Block second = other.allocate(3, 1);

      // When
      one.write(new float[] {1, 2, 3}, first);
      other.write(new float[] {4, 5, 6}, second);
      one.activate(Activation.RELU, first, first);

      // Then
      assertThat(one.read(first)).isEqualTo(new float[] {1, 2, 3});
      assertThat(other.read(second)).isEqualTo(new float[] {4, 5, 6});
      first.close();
      second.close();
    }
    assertNothingLeft();
  }
}
