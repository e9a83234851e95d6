package onestep.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.UnknownSchemas;
import onestep.contract.record.CellDefinition;
import onestep.contract.record.Check;
import onestep.contract.record.Difference;
import onestep.contract.record.Result;
import onestep.contract.record.SweepState;
import onestep.contract.record.Task;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.TrialFailure;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.Backend;
import onestep.worker.backend.cpu.CpuBackend;
import onestep.worker.slots.Slots;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop, the handler and the policy together, against a share group that keeps the rules. */
@Timeout(20)
class TaskLoopTest {

  private static final int DELIVERY_LIMIT = 3;
  private static final long MEMORY = 32L << 20;

  private final Events events = new Events();
  private final StopSignal stop = new StopSignal();
  private final FakeTaskConsumer consumer = new FakeTaskConsumer(DELIVERY_LIMIT, events, stop);
  private final FakeOutput output = new FakeOutput(events);
  private final SweepStates sweeps = new SweepStates(name -> {});
  private final Handlings handlings = new Handlings(() -> {});
  private final WorkerMeters meters = new WorkerMeters(new SimpleMeterRegistry(), "cpu");
  private final List<Throwable> fatal = new ArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Runnable> onRenewal = new ArrayList<>();
  private Deserializer<Task> deserializer =
      new AvroDeserializer<>(Task.class, new SchemaStore.Cache());
  private TrialRunner runner = (cell, network, backend) -> TestTasks.trials(cell, network);
  private Slots slots;
  private TaskLoop loop;
  private Duration patience = TaskLoops.patience(0);

  @AfterEach
  void closeSlots() {
    gate.countDown();
    if (slots != null) {
      slots.close();
    }
  }

  @Test
  void shouldAcceptATaskOnlyWhenItsRowsAreOnTheBroker() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(4, 2)), 1);
    output.slow = true;
    onRenewal(
        () -> {
          if (events.count("results [4, 5]") == 1 && events.count("confirmed") == 0) {
            output.confirm();
          }
        });

    // When
    runLoop();

    // Then
    assertThat(events.all())
        .containsSubsequence("results [4, 5]", "RENEW 0", "confirmed", "ACCEPT 0");
    assertThat(meters.tasksDone()).isEqualTo(1);
    assertThat(meters.trials()).isEqualTo(4);
  }

  @Test
  void shouldComputeATaskOnceHoweverOftenItIsRenewed() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    runner = gated();
    afterRenewals(4, gate::countDown);

    // When
    runLoop();

    // Then
    assertThat(events.count("run 0")).isEqualTo(1);
    assertThat(events.all()).last().isEqualTo("ACCEPT 0");
    assertThat(meters.renewals()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void shouldEndByItselfWhenNoTaskComesForLong() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    consumer.keepOpen();
    patience = Duration.ofMillis(1);

    // When
    runLoop();

    // Then
    assertThat(events.all()).last().isEqualTo("ACCEPT 0");
    assertThat(stop.isTold()).isFalse();
  }

  @Test
  void shouldReleaseATaskThatFailedAndFinishItsNextDelivery() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    runner = failingOnce(new IllegalStateException("a hiccup"));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("RELEASE 0", "results [0]", "ACCEPT 0");
    assertThat(meters.taskFailures()).isEqualTo(1);
    assertThat(meters.redeliveries()).isEqualTo(1);
  }

  @Test
  void shouldReleaseTheTaskWhenMemoryRunsOut() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    runner = failingOnce(new OutOfMemoryError("made up"));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("RELEASE 0", "results [0]", "ACCEPT 0");
  }

  @Test
  void shouldWriteTheDeadLetterBeforeComputingTheLastDelivery() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), DELIVERY_LIMIT);
    runner = gated();
    gate.countDown();

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("letter", "run 0", "results [0]", "ACCEPT 0");
  }

  @Test
  void shouldRejectATaskThatFailsOnItsLastDelivery() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(3, 2)), DELIVERY_LIMIT);
    runner = failingOnce(new IllegalStateException("a hiccup"));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("letter", "letter", "REJECT 0");
    assertThat(output.letters.get(1))
        .satisfies(
            letter -> {
              assertThat(letter.getTask()).isEqualTo(TestTasks.cell(2).id() + ":3-4");
              assertThat(letter.getError()).contains("a hiccup");
              assertThat(letter.getAttempts()).isEqualTo(DELIVERY_LIMIT);
              assertThat(letter.getFirst()).isEqualTo(3);
              assertThat(letter.getCount()).isEqualTo(2);
            });
    assertThat(meters.tasksDead()).isEqualTo(1);
  }

  @Test
  void shouldGiveUpATrialThatWouldFailAgainAtOnce() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    runner = failingOnce(new TrialFailure("NaN at network 0, point 1"));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("letter", "REJECT 0");
    assertThat(output.letters.get(0).getError()).contains("NaN at network 0, point 1");
  }

  @Test
  void shouldSkipATaskOfAClosedEpoch() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    sweeps.update(TestTasks.SWEEP, TestTasks.sweep(2, SweepState.RUNNING));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("ACCEPT 0");
    assertThat(meters.tasksSkipped()).isEqualTo(1);
  }

  @Test
  void shouldAbandonARunningTaskWhenItsSweepIsCancelled() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 100)), 1);
    runner = gated();
    afterRenewals(
        1,
        () -> {
          sweeps.update(TestTasks.SWEEP, TestTasks.sweep(1, SweepState.CANCELLED));
          gate.countDown();
        });

    // When
    runLoop();

    // Then
    assertThat(events.all()).doesNotContain("run 2").last().isEqualTo("ACCEPT 0");
    assertThat(meters.tasksSkipped()).isEqualTo(1);
  }

  @Test
  void shouldGiveUpARecordThatCannotBeDecoded() {
    // Given
    consumer.add(17, "not avro".getBytes(StandardCharsets.UTF_8), 1);

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("letter", "REJECT 17");
    assertThat(output.letters.get(0).getTask()).isEqualTo("onestep.tasks-0@17");
    assertThat(output.letters.get(0).getError()).contains("cannot decode", "onestep.tasks-0@17");
  }

  @Test
  void shouldHoldARecordWhoseSchemaMayStillComeEvenOnItsLastDelivery() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), DELIVERY_LIMIT);
    Deserializer<Task> known = deserializer;
    boolean[] asked = new boolean[1];
    deserializer =
        (topic, bytes) -> {
          if (!asked[0]) {
            asked[0] = true;
            throw UnknownSchemas.exception();
          }
          return known.deserialize(topic, bytes);
        };

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("letter", "results [0]", "ACCEPT 0");
    assertThat(output.letters.get(0).getCount()).isEqualTo(1);
  }

  @Test
  void shouldGiveUpATaskWhoseIdIsNotThatOfItsDefinition() {
    // Given
    Task task = TestTasks.task(0, 1);
    CellDefinition other = CellDefinition.newBuilder(task.getDefinition()).setDimension(5).build();
    consumer.add(0, TestTasks.bytes(Task.newBuilder(task).setDefinition(other).build()), 1);

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("letter", "REJECT 0");
    assertThat(output.letters.get(0).getError()).contains("is not that of its definition");
  }

  @Test
  void shouldReleaseATaskOfAnotherNumericsProfileUntilItsLastDelivery() {
    // Given
    CellSpec foreign = TestTasks.cell(2, "cuda-1");
    consumer.add(0, TestTasks.bytes(TestTasks.task(foreign, 0, 1)), DELIVERY_LIMIT - 1);

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("RELEASE 0", "letter", "REJECT 0");
    assertThat(output.letters.get(0).getError()).contains("cuda-1", CellSpec.CPU_NUMERICS);
  }

  @Test
  void shouldReleaseATaskThatNeedsMoreThanTheMemory() {
    // Given
    CellSpec large = TestTasks.cell(1_000_000);
    consumer.add(0, TestTasks.bytes(TestTasks.task(large, 0, 1)), DELIVERY_LIMIT - 1);

    // When
    runLoop();

    // Then
    assertThat(events.all()).startsWith("RELEASE 0");
    assertThat(output.letters.get(0).getError()).contains("worker.memory is " + MEMORY);
  }

  @Test
  void shouldNotRunATaskAgainWhenOnlyItsAcknowledgementFailed() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    consumer.refuse(AcknowledgeType.ACCEPT);

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("results [0]", "ACCEPT refused", "ACCEPT 0");
    assertThat(meters.acknowledgementFailures()).isEqualTo(1);
  }

  @Test
  void shouldRecogniseARunningTaskWhoseLockWasLost() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    consumer.refuse(AcknowledgeType.RENEW);
    runner = gated();
    afterRenewals(2, gate::countDown);

    // When
    runLoop();

    // Then
    assertThat(events.count("run 0")).isEqualTo(1);
    assertThat(events.all()).contains("RENEW refused").last().isEqualTo("ACCEPT 0");
  }

  @Test
  void shouldWriteTheDeadLetterOfARunningTaskWhoseLastDeliveryComes() {
    // Given a task that loses its lock on its last but one delivery
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), DELIVERY_LIMIT - 1);
    consumer.refuse(AcknowledgeType.RENEW);
    runner = gated();
    afterRenewals(1, gate::countDown);

    // When
    runLoop();

    // Then
    assertThat(events.all())
        .containsSubsequence("run 0", "RENEW refused", "letter", "results [0]", "ACCEPT 0");
  }

  @Test
  void shouldGiveUpALastDeliveryThatComesWhenToldToStop() {
    // Given a record that comes while the worker holds another
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    consumer.refuse(AcknowledgeType.RENEW);
    consumer.add(1, TestTasks.bytes(TestTasks.task(1, 1)), DELIVERY_LIMIT);
    runner = gated();
    consumer.lock(Duration.ofMillis(30));
    consumer.onEvent(
        event -> {
          if (event.equals("RENEW refused")) {
            stop.tell();
            gate.countDown();
          }
        });

    // When
    runLoop();

    // Then the broker, which would drop it, keeps no record of it, but a letter does
    assertThat(events.all()).doesNotContain("run 1", "dropped 1").contains("letter", "REJECT 1");
    assertThat(output.letters.get(0).getFirst()).isEqualTo(1);
  }

  @Test
  void shouldGoOnWithANewConsumerAfterTrouble() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    consumer.fail(new KafkaException("the broker is away"));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("results [0]", "ACCEPT 0");
    assertThat(fatal).isEmpty();
  }

  @Test
  void shouldReportWhatNoRepetitionCures() {
    // Given
    consumer.fail(GroupAuthorizationException.forGroupId("onestep-workers"));

    // When
    runLoop();

    // Then
    assertThat(fatal).singleElement().isInstanceOf(GroupAuthorizationException.class);
  }

  @Test
  void shouldFinishWhatItHoldsAndTakeNothingNewWhenToldToStop() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    consumer.add(1, TestTasks.bytes(TestTasks.task(1, 1)), 1);
    runner = gated();
    afterRenewals(1, stop::tell);
    afterRenewals(2, gate::countDown);

    // When
    runLoop();

    // Then
    assertThat(events.all()).doesNotContain("run 1").last().isEqualTo("ACCEPT 0");
  }

  @Test
  void shouldReleaseWhatIsNotFinishedWhenTheGracePeriodIsOver() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    runner = gated();
    afterRenewals(1, stop::tell);
    afterRenewals(2, handlings::cancelAll);

    // When
    runLoop();

    // Then
    assertThat(events.all()).doesNotContain("results [0]").last().isEqualTo("RELEASE 0");
  }

  @Test
  void shouldBeAMemberWhileItsConsumerHasPartitions() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    consumer.add(1, TestTasks.bytes(TestTasks.task(1, 1)), 1);
    List<Boolean> member = new ArrayList<>();
    consumer.onEvent(
        event -> {
          member.add(loop.isMember());
          consumer.join();
        });

    // When
    runLoop();

    // Then
    assertThat(member).containsExactly(false, true);
    assertThat(loop.isMember()).isFalse();
  }

  @Test
  void shouldNotBeOverdueWhileATaskTakesLong() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    consumer.lock(Duration.ofMillis(30));
    runner = gated();
    List<Duration> overdue = new ArrayList<>();
    consumer.onEvent(
        event -> {
          overdue.add(loop.overdue());
          if (overdue.size() == 5) {
            gate.countDown();
          }
        });

    // When
    runLoop();

    // Then
    assertThat(overdue).hasSizeGreaterThanOrEqualTo(5).allMatch(d -> d.toMillis() < 5_000);
  }

  @Test
  void shouldBeOverdueWhenItDoesNotComeRound() {
    // Given
    consumer.add(0, TestTasks.bytes(TestTasks.task(0, 1)), 1);
    List<Duration> overdue = new ArrayList<>();
    consumer.lock(Duration.ofMillis(3));
    consumer.onEvent(
        event -> {
          LockSupport.parkNanos(50_000_000); // what hangs in the client
          overdue.add(loop.overdue());
        });

    // When
    runLoop();

    // Then
    assertThat(overdue).isNotEmpty().allMatch(d -> d.toMillis() > 20);
  }

  @Test
  void shouldComputeTheExpectedNetworksAgainAndCompareThem() {
    // Given
    addCheck("other", 1, TestTasks.trials(TestTasks.cell(2), 3), trialsWithStep(7, 7 + 0x1p-50));
    runner = telling();

    // When
    runLoop();

    // Then
    assertThat(events.all())
        .contains("run 3", "run 7")
        .doesNotContain("run 4")
        .endsWith("results []", "ACCEPT 0");
    Result result = output.results.get(0);
    assertThat(result.getCell()).isEqualTo(TestTasks.cell(2).id());
    assertThat(result.getWorker()).isEqualTo("worker");
    Check check = result.getCheck();
    assertThat(check.getComputedBy()).isEqualTo("other");
    assertThat(check.getSame()).containsExactly(3);
    assertThat(check.getDifferent())
        .containsExactly(
            new Difference(
                7,
                "step at point 1: 7.000000000000001, and again 7.0;"
                    + " the bits are to be the same"));
    assertThat(meters.checked()).isEqualTo(2);
    assertThat(meters.different()).isEqualTo(1);
    assertThat(meters.networks()).isZero();
  }

  @Test
  void shouldHandBackACheckOfItsOwnRowsUntilTheLastDelivery() {
    // Given
    addCheck("worker", 1, TestTasks.trials(TestTasks.cell(2), 3));
    runner = telling();

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("RELEASE 0", "RELEASE 0", "ACCEPT 0");
    assertThat(meters.tasksSkipped()).isEqualTo(1);
  }

  @Test
  void shouldReportARowThatItCannotCompute() {
    // Given
    addCheck("other", 1, TestTasks.trials(TestTasks.cell(2), 3));
    runner = failingOnce(new TrialFailure("NaN at network 3, point 1"));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("results []", "ACCEPT 0");
    assertThat(output.results.get(0).getCheck().getDifferent())
        .containsExactly(new Difference(3, "NaN at network 3, point 1"));
  }

  @Test
  void shouldWriteNoLetterOfACheckThatFailsOnItsLastDelivery() {
    // Given
    addCheck("other", DELIVERY_LIMIT, TestTasks.trials(TestTasks.cell(2), 3));
    runner = failingOnce(new IllegalStateException("a hiccup"));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("ACCEPT 0");
    assertThat(meters.taskFailures()).isEqualTo(1);
  }

  @Test
  void shouldPassOverACheckWhoseRowsAreNoneOfTheTask() {
    // Given
    Task task = TestTasks.check(TestTasks.cell(2), "other", TestTasks.trials(TestTasks.cell(2), 3));
    consumer.add(0, TestTasks.bytes(Task.newBuilder(task).setFirst(4).build()), 1);

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("ACCEPT 0");
  }

  @Test
  void shouldSkipACheckOfAClosedEpoch() {
    // Given
    addCheck("other", 1, TestTasks.trials(TestTasks.cell(2), 3));
    sweeps.update(TestTasks.SWEEP, TestTasks.sweep(2, SweepState.RUNNING));

    // When
    runLoop();

    // Then
    assertThat(events.all()).containsExactly("ACCEPT 0");
  }

  @Test
  void shouldCompareRowsOfAnotherNumericsProfileWithinTolerance() {
    // Given
    CellSpec foreign = TestTasks.cell(2, CellSpec.CUDA_NUMERICS);
    Task task =
        TestTasks.check(foreign, "other", trialsWithStep(3, 3 + 1e-7), trialsWithStep(4, 4.001));
    consumer.add(0, TestTasks.bytes(task), 1);
    List<CellSpec> cells = new ArrayList<>();
    runner =
        (cell, network, backend) -> {
          synchronized (cells) {
            cells.add(cell);
          }
          return TestTasks.trials(cell, network);
        };

    // When
    runLoop();

    // Then
    assertThat(cells).containsOnly(TestTasks.cell(2));
    assertThat(output.results.get(0).getCell()).isEqualTo(foreign.id());
    assertThat(output.results.get(0).getCheck().getSame()).containsExactly(3);
    assertThat(output.results.get(0).getCheck().getDifferent())
        .containsExactly(
            new Difference(4, "step at point 1: 4.001, and again 4.0; tolerance 1.0E-5"));
  }

  private void addCheck(String computedBy, int deliveries, NetworkTrials... expected) {
    Task task = TestTasks.check(TestTasks.cell(2), computedBy, expected);
    consumer.add(0, TestTasks.bytes(task), deliveries);
  }

  private static NetworkTrials trialsWithStep(int network, double step) {
    NetworkTrials trials = TestTasks.trials(TestTasks.cell(2), network);
    return new NetworkTrials(
        network,
        trials.values(),
        trials.gradientNorms(),
        trials.outcomes(),
        new double[] {network, step});
  }

  private TrialRunner telling() {
    return (cell, network, backend) -> {
      events.add("run " + network);
      return TestTasks.trials(cell, network);
    };
  }

  private void runLoop() {
    WorkerIdentity identity =
        new WorkerIdentity(
            "worker",
            "host",
            1,
            "test",
            "cpu",
            CellSpec.CPU_NUMERICS,
            "jvm",
            2,
            MEMORY,
            Instant.EPOCH);
    slots = new Slots(2, new Slots.Limits(MEMORY, Duration.ofMinutes(1)), runner, CpuBackend::new);
    TaskHandler handler =
        new TaskHandler(
            identity,
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            deserializer,
            sweeps,
            new AcknowledgementPolicy(DELIVERY_LIMIT),
            slots,
            output,
            meters);
    loop =
        new TaskLoop(
            new TaskLoop.Settings(TestTasks.TOPIC, Duration.ofSeconds(1), patience),
            () -> consumer,
            handler,
            handlings,
            meters,
            stop,
            fatal::add);
    loop.run();
  }

  /** Tells of each network and then waits for the gate. */
  private TrialRunner gated() {
    return (cell, network, backend) -> {
      events.add("run " + network);
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return TestTasks.trials(cell, network);
    };
  }

  private static TrialRunner failingOnce(Throwable failure) {
    boolean[] failed = new boolean[1];
    return new TrialRunner() {
      @Override
      public synchronized NetworkTrials run(CellSpec cell, int network, Backend backend) {
        if (failed[0]) {
          return TestTasks.trials(cell, network);
        }
        failed[0] = true;
        if (failure instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) failure;
      }
    };
  }

  /** Acts when the n-th renewal was committed. */
  private void afterRenewals(int n, Runnable action) {
    onRenewal(
        () -> {
          if (events.count("RENEW 0") == n) {
            action.run();
          }
        });
  }

  /** Acts at each renewal, which now come every 10 ms. */
  private void onRenewal(Runnable action) {
    consumer.lock(Duration.ofMillis(30));
    onRenewal.add(action);
    consumer.onEvent(
        event -> {
          if (event.equals("RENEW 0")) {
            onRenewal.forEach(Runnable::run);
          }
        });
  }
}
