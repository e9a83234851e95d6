package onestep.worker.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.AvroDeserializer;
import onestep.contract.kafka.Topic;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.Result;
import onestep.contract.record.Sweep;
import onestep.contract.record.Task;
import onestep.local.simulation.ShareQueue;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.TrialRunner;
import onestep.worker.slots.SteppedComputations;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A worker without threads and without a clock: rounds of its loops, networks of its slots and news
 * of sweeps come when they are told to. It is put together from what a worker is put together from;
 * only slots, consumer and output are stand-ins.
 *
 * <p>It may die at any call to its surroundings: nothing that it does afterwards has an effect.
 */
public final class SimulatedWorker {

  private static final String TOPIC = Topic.SMALL_TASKS.topicName();
  private static final TopicIdPartition PARTITION = new TopicIdPartition(Uuid.ONE_UUID, 0, TOPIC);
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final WorkerMeters METERS = new WorkerMeters(new SimpleMeterRegistry(), "cpu");
  private static final Deserializer<Task> TASKS =
      new AvroDeserializer<>(Task.class, new SchemaStore.Cache());

  private final String name;
  private final Surroundings surroundings;
  private final SweepStates sweeps = new SweepStates(gone -> {});
  private final Handlings handlings = new Handlings(() -> {});
  private final StopSignal stop = new StopSignal();
  private final SteppedComputations slots;
  private final List<Loop> loops;
  private int callsLeft = Integer.MAX_VALUE;
  private boolean dead;

  /** What it has been handed in this round, and has sent no letter about. */
  private ShareQueue.Delivery begun;

  /** What a worker talks to. */
  public interface Surroundings {

    /** The queue of tasks. */
    ShareQueue queue();

    /** Sends a record; the future completes when the broker has it. */
    CompletableFuture<Void> send(
        SimulatedWorker from, Topic topic, String key, SpecificRecord value);

    /** A worker dies before it has begun with what it has just been handed. */
    void diesWith(ShareQueue.Delivery delivery);

    /** The trials of a network, unless it fails. */
    NetworkTrials run(SimulatedWorker by, CellSpec cell, int network);
  }

  /** What a dead worker finds. */
  private static final class DeadException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record Loop(TaskRound round, Consumer consumer) {}

  /**
   * A worker that has just been started.
   *
   * @param deliveryLimit what it takes for the limit of deliveries
   */
  public SimulatedWorker(String name, int loops, int deliveryLimit, Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
    TrialRunner runner =
        (cell, network, backend) -> {
          call();
          return surroundings.run(this, cell, network);
        };
    slots = new SteppedComputations(runner);
    TaskHandler handler =
        new TaskHandler(
            new WorkerIdentity(
                name,
                "host",
                1,
                "1",
                "cpu",
                CellSpec.CPU_NUMERICS,
                "17",
                1,
                1L << 40,
                Instant.EPOCH),
            CLOCK,
            TASKS,
            sweeps,
            new AcknowledgementPolicy(deliveryLimit),
            slots,
            new Output(),
            METERS);
    this.loops =
        IntStream.range(0, loops)
            .mapToObj(
                i ->
                    new Loop(
                        new TaskRound(Duration.ZERO, handler, handlings, METERS, stop, wait -> {}),
                        new Consumer()))
            .toList();
  }

  /** Hears of the record of a sweep. */
  public void follow(String sweep, Sweep record) {
    sweeps.update(sweep, record);
  }

  /** One of its loops polls and settles what came; false if nothing came. */
  public boolean round(int loop) {
    return unlessDead(
        () -> {
          Loop of = loops.get(loop);
          if (of.consumer().isOver()) {
            return false;
          }
          ConsumerRecords<byte[], byte[]> records = of.consumer().poll(Duration.ZERO);
          of.round().settle(of.consumer(), records);
          begun = null;
          return !records.isEmpty();
        });
  }

  /** One of its slots runs a network; false if there is none to run. */
  public boolean compute() {
    return unlessDead(slots::step);
  }

  /** Takes nothing new from now on. */
  public void stop() {
    stop.tell();
  }

  /** Gives up what it computes, which the end of the grace period does. */
  public void cancel() {
    unlessDead(
        () -> {
          handlings.cancelAll();
          return true;
        });
  }

  /** Whether it was told to stop, and holds nothing any more. */
  public boolean isStopped() {
    return stop.isTold()
        && loops.stream()
            .allMatch(loop -> loop.consumer().held == null && loop.consumer().polledLast);
  }

  /** It dies at a call to its surroundings: at the next one if there are 0 left. */
  public void dieAfter(int calls) {
    callsLeft = calls;
  }

  /** Whether it is dead. */
  public boolean isDead() {
    return dead;
  }

  /** It dies now. Its session is closed, which hands back what it holds. */
  public void die() {
    dead = true;
    if (begun != null) {
      surroundings.diesWith(begun);
    }
    loops.forEach(loop -> surroundings.queue().release(loop.consumer()));
  }

  /** A future of a dead worker is told nothing. */
  public void tell(Runnable news) {
    unlessDead(
        () -> {
          news.run();
          return true;
        });
  }

  @Override
  public String toString() {
    return name;
  }

  private interface Step {
    boolean run() throws InterruptedException;
  }

  private boolean unlessDead(Step step) {
    if (dead) {
      return false;
    }
    try {
      return step.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (RuntimeException e) {
      if (!dead) {
        throw e;
      }
      return true; // whatever a dying worker runs into
    }
  }

  private void call() {
    if (!dead && callsLeft-- <= 0) {
      die();
    }
    if (dead) {
      throw new DeadException();
    }
  }

  private final class Output implements TaskOutput {

    @Override
    public CompletableFuture<Void> results(List<Result> results) {
      call();
      return CompletableFuture.allOf(
          results.stream()
              .map(
                  result ->
                      surroundings.send(
                          SimulatedWorker.this, Topic.RESULTS, result.getCell(), result))
              .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public CompletableFuture<Void> deadLetter(DeadLetter letter) {
      call();
      begun = null;
      return surroundings.send(SimulatedWorker.this, Topic.DEAD_LETTERS, letter.getTask(), letter);
    }
  }

  /** A member of the share group. */
  private final class Consumer extends MockShareConsumer<byte[], byte[]> {

    private ShareQueue.Delivery held;
    private AcknowledgeType acknowledgement;

    /** A poll that was under way when the worker was told to stop. */
    private boolean polledLast;

    boolean isOver() {
      boolean over = stop.isTold() && held == null && polledLast;
      polledLast = stop.isTold();
      return over;
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      call();
      if (held == null) {
        held = surroundings.queue().acquire(this).orElse(null);
        begun = held;
        call();
      }
      return held == null
          ? ConsumerRecords.empty()
          : new ConsumerRecords<>(
              Map.of(new TopicPartition(TOPIC, 0), List.of(record(held))), Map.of());
    }

    @Override
    public synchronized void acknowledge(
        ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
      acknowledgement = type;
    }

    @Override
    public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync(
        Duration timeout) {
      call();
      boolean taken = surroundings.queue().settle(this, held, acknowledgement);
      if (!taken || acknowledgement != AcknowledgeType.RENEW) {
        held = null;
      }
      call();
      return Map.of(
          PARTITION,
          taken ? Optional.empty() : Optional.of(new InvalidRecordStateException("lock lost")));
    }

    @Override
    public Optional<Integer> acquisitionLockTimeoutMs() {
      return Optional.of(0);
    }

    private static ConsumerRecord<byte[], byte[]> record(ShareQueue.Delivery delivery) {
      return new ConsumerRecord<>(
          TOPIC,
          0,
          delivery.offset(),
          0,
          TimestampType.CREATE_TIME,
          0,
          delivery.task().length,
          null,
          delivery.task(),
          new RecordHeaders(),
          Optional.empty(),
          Optional.of((short) delivery.count()));
    }
  }
}
