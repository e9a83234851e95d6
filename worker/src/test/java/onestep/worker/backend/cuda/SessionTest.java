package onestep.worker.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
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
import onestep.worker.backend.cuda.EmulatedDriver.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backends that go to the device together. */
class SessionTest {

  private long openBefore;
  private long leakedBefore;

  @BeforeEach
  void open() {
    EmulatedDriver.require();
    openBefore = EmulatedDriver.open();
    leakedBefore = EmulatedDriver.leaked();
  }

  @AfterEach
  void clear() {
    EmulatedDriver.clear();
  }

  private static CellSpec cell(Activation activation, Sampler sampler, int depth, int width) {
    ModelSpec model =
        new ModelSpec(Collections.nCopies(depth, width), 20, activation, 1, sampler, 5);
    return new CellSpec(model, new SmallestStep(20, StepUnit.ETA, 0.5), 2, CellSpec.CUDA_NUMERICS);
  }

  /** Networks that take other branches, with other kernels and more or fewer queries. */
  @ParameterizedTest
  @CsvSource({"CONDITIONED, 0", "CONDITIONED, 2", "DENSE, 1"})
  void shouldGiveTheBitsOfABackendAlone(Sampler sampler, int order) throws Exception {
    // Given
    List<CellSpec> cells =
        List.of(
            cell(Activation.RELU, sampler, 1, 60),
            cell(Activation.RELU, sampler, 2, 100),
            cell(Activation.TANH, sampler, 2, 30),
            cell(Activation.RELU, sampler, 1, 1500),
            cell(Activation.RELU, sampler, 3, 40));
    List<NetworkTrials> alone = new ArrayList<>();
    try (CudaBackend backend = EmulatedDriver.backend()) {
      for (CellSpec cell : cells) {
        for (int network = 0; network < 2; network++) {
          alone.add(new CellTrials().run(cell, network, backend));
        }
      }
    }
    EmulatedDriver.order(order);

    // When
    List<NetworkTrials> together = new Together(2, 1).run(cells);

    // Then
    assertThat(together).hasSameSizeAs(alone);
    for (int i = 0; i < alone.size(); i++) {
      NetworkTrials expected = alone.get(i);
      NetworkTrials actual = together.get(i);
      assertThat(actual.network()).isEqualTo(expected.network());
      assertThat(actual.values()).isEqualTo(expected.values());
      assertThat(actual.gradientNorms()).isEqualTo(expected.gradientNorms());
      assertThat(actual.outcomes()).isEqualTo(expected.outcomes());
      assertThat(actual.steps()).isEqualTo(expected.steps());
    }
    assertThat(EmulatedDriver.open()).isEqualTo(openBefore);
    assertThat(EmulatedDriver.leaked()).isEqualTo(leakedBefore);
  }

  @Test
  void shouldFailAllThatAreInASessionWhenALaunchFailsAndBeginANewOne() {
    // Given
    CudaBackends backends = new CudaBackends(CudaDevices.find().best().orElseThrow(), 3);
    Backend one = backends.get();
    Backend apart = backends.get(); // of the other session
    Backend beside = backends.get();
    EmulatedDriver.arm(Fault.LAUNCH, 1);
    assertThatThrownBy(() -> ping(one)).isInstanceOf(DeviceException.class);

    // When
    assertThatThrownBy(() -> ping(beside)).isInstanceOf(DeviceException.class);
    ping(apart);
    Backend instead = backends.get();

    // Then
    ping(instead);
    for (Backend broken : List.of(one, beside)) {
      assertThatThrownBy(broken::close).isInstanceOf(DeviceException.class);
    }
    ping(instead);
    instead.close();
    apart.close();
    assertThat(EmulatedDriver.open()).isEqualTo(openBefore);
    assertThat(backends.heldBytes()).isZero();
  }

  private static void ping(Backend backend) {
    try (Block block = backend.allocate(5, 1)) {
      backend.clear(block);
      assertThat(backend.read(block)).containsOnly(0);
    }
  }

  /** Memory is each backend's own: the others have theirs. */
  @Test
  void shouldSpareTheOthersWhenABackendRunsOutOfMemory() {
    // Given
    CudaBackends backends = new CudaBackends(CudaDevices.find().best().orElseThrow(), 3);
    try (Backend one = backends.get();
        Backend apart = backends.get();
        Backend beside = backends.get()) {
      ping(beside);

      // When
      assertThatThrownBy(() -> one.allocate(100 << 20, 1)).isInstanceOf(OutOfMemoryError.class);

      // Then
      ping(one);
      ping(beside);
      ping(apart);
    }
    assertThat(EmulatedDriver.open()).isEqualTo(openBefore);
  }

  @Test
  void shouldFailEveryMemberOfARoundThatFails() {
    // Given
    CellSpec cell = cell(Activation.RELU, Sampler.CONDITIONED, 1, 60);
    EmulatedDriver.arm(Fault.LAUNCH, 20);

    // When
    assertThatThrownBy(() -> new Together(4, 2).run(List.of(cell)))

        // Then
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(DeviceException.class);
    assertThat(EmulatedDriver.open()).isEqualTo(openBefore);
  }
}
