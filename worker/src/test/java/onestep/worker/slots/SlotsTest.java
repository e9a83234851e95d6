package onestep.worker.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.Outcome;
import onestep.worker.attack.TrialFailure;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.Backend;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SlotsTest {

  private static final long MIB = 1L << 20;
  private static final CellSpec CELL =
      new CellSpec(
          new ModelSpec(List.of(8), 4, Activation.RELU, 1, Sampler.DENSE, 7),
          new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
          3,
          CellSpec.CPU_NUMERICS);

  @Test
  void shouldReturnTheRowsInOrderOfNetworks() throws Exception {
    // Given
    CountDownLatch secondIsDone = new CountDownLatch(1);
    TrialRunner runner =
        (cell, network, backend) -> {
          if (network == 10) {
            await(secondIsDone);
          } else {
            secondIsDone.countDown();
          }
          return trials(network);
        };
    try (Slots slots = new Slots(2, limits(8 * MIB), runner, CpuBackend::new)) {

      // When
      Computed computed = finish(submit(slots, 10, 5));

      // Then
      assertThat(computed.networks())
          .extracting(NetworkTrials::network)
          .containsExactly(10, 11, 12, 13, 14);
    }
  }

  @Test
  void shouldComputeTheSameBitsOnAnyNumberOfSlots() throws Exception {
    // When
    List<NetworkTrials> one = compute(1);
    List<NetworkTrials> three = compute(3);

    // Then
    for (int network = 0; network < one.size(); network++) {
      assertThat(three.get(network).values()).isEqualTo(one.get(network).values());
      assertThat(three.get(network).steps()).isEqualTo(one.get(network).steps());
    }
  }

  private static List<NetworkTrials> compute(int count) throws Exception {
    try (Slots slots = new Slots(count, limits(1024 * MIB), new CellTrials(), CpuBackend::new)) {
      return finish(submit(slots, 0, 20)).networks();
    }
  }

  @Test
  void shouldGoOnWithTheNextTaskWhileTheTailOfOneRuns() throws Exception {
    // Given
    CountDownLatch nextHasRun = new CountDownLatch(1);
    TrialRunner runner =
        (cell, network, backend) -> {
          if (network == 0) {
            await(nextHasRun);
          } else {
            nextHasRun.countDown();
          }
          return trials(network);
        };
    try (Slots slots = new Slots(2, limits(8 * MIB), runner, CpuBackend::new)) {

      // When
      Computation tail = submit(slots, 0, 1);
      Computation next = submit(slots, 100, 1);

      // Then
      assertThat(finish(next).networks()).hasSize(1);
      assertThat(finish(tail).networks()).hasSize(1);
    }
  }

  @Test
  void shouldDropTheRestOfATaskThatFailed() throws Exception {
    // Given
    Set<Integer> run = ConcurrentHashMap.newKeySet();
    TrialRunner runner =
        (cell, network, backend) -> {
          run.add(network);
          if (network == 1) {
            throw new TrialFailure("NaN at network 1");
          }
          return trials(network);
        };
    try (Slots slots = new Slots(1, limits(8 * MIB), runner, CpuBackend::new)) {

      // When
      Computation computation = submit(slots, 0, 100);

      // Then
      assertThatThrownBy(() -> finish(computation))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TrialFailure.class);
      finish(submit(slots, 200, 1));
      assertThat(run).containsExactlyInAnyOrder(0, 1, 200);
    }
  }

  @Test
  void shouldStopBetweenNetworksWhenATaskIsNoLongerWanted() throws Exception {
    // Given
    AtomicBoolean wanted = new AtomicBoolean(true);
    Set<Integer> run = ConcurrentHashMap.newKeySet();
    TrialRunner runner =
        (cell, network, backend) -> {
          run.add(network);
          wanted.set(false);
          return trials(network);
        };
    try (Slots slots = new Slots(1, limits(8 * MIB), runner, CpuBackend::new)) {

      // When
      Computation computation = slots.submit(CELL, new NetworkRange(0, 10), MIB, wanted::get);

      // Then
      assertThatThrownBy(() -> finish(computation))
          .hasCauseInstanceOf(NoLongerWantedException.class);
      assertThat(run).containsExactly(0);
    }
  }

  @Test
  void shouldAdmitNoMoreNetworksThanTheMemoryHolds() throws Exception {
    // Given
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    TrialRunner real = new CellTrials();
    TrialRunner runner =
        (cell, network, backend) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          NetworkTrials trials = real.run(cell, network, backend);
          running.decrementAndGet();
          return trials;
        };
    try (Slots slots = new Slots(4, limits(5 * MIB), runner, CpuBackend::new)) {

      // When
      finish(slots.submit(CELL, new NetworkRange(0, 500), 2 * MIB, () -> true));

      // Then
      assertThat(most.get()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void shouldRunAsManyNetworksTogetherAsTheMemoryHolds() throws Exception {
    // Given
    CyclicBarrier both = new CyclicBarrier(2);
    TrialRunner runner =
        (cell, network, backend) -> {
          try {
            both.await(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException("ran alone", e);
          }
          return trials(network);
        };
    try (Slots slots = new Slots(2, limits(4 * MIB), runner, CpuBackend::new)) {

      // When
      Computation computation = slots.submit(CELL, new NetworkRange(0, 2), 2 * MIB, () -> true);

      // Then
      assertThat(finish(computation).networks()).hasSize(2);
    }
  }

  @Test
  void shouldRefuseANetworkThatNeverFits() {
    try (Slots slots = new Slots(1, limits(2 * MIB), new CellTrials(), CpuBackend::new)) {
      assertThat(slots.fits(2 * MIB)).isTrue();
      assertThat(slots.fits(2 * MIB + 1)).isFalse();
      assertThatThrownBy(() -> slots.submit(CELL, new NetworkRange(0, 1), 3 * MIB, () -> true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3145728 bytes");
    }
  }

  @Test
  void shouldTakeANewBackendAfterMemoryRanOut() throws Exception {
    // Given
    Set<Backend> used = ConcurrentHashMap.newKeySet();
    TrialRunner runner =
        (cell, network, backend) -> {
          used.add(backend);
          if (network == 0) {
            throw new OutOfMemoryError("made up");
          }
          return trials(network);
        };
    try (Slots slots = new Slots(1, limits(8 * MIB), runner, CpuBackend::new)) {
      Computation failing = submit(slots, 0, 1);

      // When
      Computation next = submit(slots, 1, 2);

      // Then
      assertThatThrownBy(() -> finish(failing)).hasCauseInstanceOf(OutOfMemoryError.class);
      assertThat(finish(next).networks()).hasSize(2);
      assertThat(used).hasSize(2);
    }
  }

  @Test
  void shouldCancelWhatIsQueuedWhenClosed() {
    // Given
    CountDownLatch never = new CountDownLatch(1);
    TrialRunner runner =
        (cell, network, backend) -> {
          await(never);
          return trials(network);
        };
    Slots slots = new Slots(1, limits(8 * MIB), runner, CpuBackend::new);
    submit(slots, 0, 1);
    Computation queued = submit(slots, 1, 1);

    // When
    slots.close();

    // Then
    assertThat(queued.result()).isCompletedExceptionally();
    assertThatThrownBy(() -> submit(slots, 2, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldStopANetworkThatTakesTooLongAndGoOnWithTheSameThread() throws Exception {
    // Given
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    TrialRunner runner =
        (cell, network, backend) -> {
          threads.add(Thread.currentThread());
          while (network == 0) {
            backend.allocate(1, 1).close();
          }
          return trials(network);
        };
    Slots.Limits limits = new Slots.Limits(8 * MIB, Duration.ofSeconds(1));
    try (Slots slots = new Slots(1, limits, runner, CpuBackend::new)) {
      Computation endless = submit(slots, 0, 2);

      // When
      Computation next = submit(slots, 2, 3);

      // Then
      assertThatThrownBy(() -> finish(endless))
          .hasCauseInstanceOf(TimeLimitException.class)
          .hasMessageContaining("network 0 takes longer than the time limit of PT1S");
      assertThat(finish(next).networks()).hasSize(3);
      assertThat(threads).hasSize(1);
      assertThat(slots.stuck()).isZero();
    }
  }

  @Test
  void shouldReplaceAThreadThatCannotBeInterrupted() throws Exception {
    // Given
    AtomicBoolean endless = new AtomicBoolean(true);
    TrialRunner runner =
        (cell, network, backend) -> {
          while (network == 0 && endless.get()) {
            Thread.onSpinWait();
          }
          return trials(network);
        };
    Slots.Limits limits = new Slots.Limits(MIB, Duration.ofSeconds(1), Duration.ofMillis(200));
    try (Slots slots = new Slots(1, limits, runner, CpuBackend::new)) {
      Computation stuck = submit(slots, 0, 1);

      // When
      Computation next = submit(slots, 1, 3);

      // Then
      assertThatThrownBy(() -> finish(stuck)).hasCauseInstanceOf(TimeLimitException.class);
      assertThat(finish(next).networks()).hasSize(3);
      assertThat(slots.stuck()).isEqualTo(1);
    } finally {
      endless.set(false);
    }
  }

  private static Slots.Limits limits(long memoryBytes) {
    return new Slots.Limits(memoryBytes, Duration.ofMinutes(1));
  }

  private static Computation submit(Slots slots, int first, int count) {
    return slots.submit(CELL, new NetworkRange(first, count), MIB, () -> true);
  }

  private static Computed finish(Computation computation) throws Exception {
    return computation.result().get(15, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static NetworkTrials trials(int network) {
    double[] values = {network, network, network};
    Outcome[] outcomes = {Outcome.FLIPPED, Outcome.FLIPPED, Outcome.FLIPPED};
    return new NetworkTrials(network, values, values, outcomes, values);
  }
}
