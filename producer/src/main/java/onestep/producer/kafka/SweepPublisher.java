package onestep.producer.kafka;

import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.NetworkRange;
import onestep.contract.cell.NetworkSet;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Keys;
import onestep.contract.kafka.Names;
import onestep.contract.kafka.TaskQueue;
import onestep.contract.kafka.Tasks;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Cell;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.TaskCutter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a sweep: its cells, its tasks, and how far it got.
 *
 * <p>Delivery: cells, tasks and the cursor that speaks of them go out in one transaction, so the
 * latest committed cursor is exactly what is published, and submitting again after any interruption
 * goes on from there. A new epoch first publishes its opening record, which ends the one before.
 * Networks whose rows are in the statistics are passed over; of cells with a stop rule the
 * aggregator emits the tasks. The transactional id is that of the sweep's name: a second submitter
 * fences the first before it reads the cursor.
 *
 * <p>A transaction holds a bounded number of records, and cells are planned as they are sent.
 */
public final class SweepPublisher {

  private static final Logger log = LoggerFactory.getLogger(SweepPublisher.class);

  /** Most tasks, and most cells, of a transaction. */
  static final int TRANSACTION_RECORDS = 50_000;

  /** Estimated seconds on one slot of the largest sweep that takes turns with those of any size. */
  static final double SMALL_SECONDS = 600;

  private final Producer<String, SpecificRecord> producer;
  private final PublishedState state;
  private final TaskCutter cutter;
  private final Clock clock;
  private final int transactionRecords;

  SweepPublisher(
      Producer<String, SpecificRecord> producer,
      PublishedState state,
      TaskCutter cutter,
      Clock clock,
      int transactionRecords) {
    this.producer = producer;
    this.state = state;
    this.cutter = cutter;
    this.clock = clock;
    this.transactionRecords = transactionRecords;
  }

  /**
   * Submits a sweep to a cluster whose topics exist.
   *
   * @throws InvalidInputException if another command on the sweep takes over
   */
  public static SubmitResult submit(
      KafkaConnection connection, Sweep sweep, TaskCutter cutter, SubmitListener listener) {
    return with(connection, sweep, cutter, publisher -> publisher.submit(sweep, listener));
  }

  /**
   * The same, but leaves a sweep that was paused or cancelled as it is: for whoever submits by
   * itself, time and again.
   *
   * @throws InvalidInputException if another command on the sweep takes over
   */
  public static SubmitResult submitUnlessStopped(
      KafkaConnection connection, Sweep sweep, TaskCutter cutter, SubmitListener listener) {
    return with(
        connection, sweep, cutter, publisher -> publisher.submitUnlessStopped(sweep, listener));
  }

  private static SubmitResult with(
      KafkaConnection connection,
      Sweep sweep,
      TaskCutter cutter,
      Function<SweepPublisher, SubmitResult> action) {
    try (Producer<String, SpecificRecord> producer = producer(connection, sweep.name())) {
      return action.apply(
          new SweepPublisher(
              producer,
              new KafkaState(connection),
              cutter,
              Clock.systemUTC(),
              TRANSACTION_RECORDS));
    }
  }

  /** The producer of whoever writes about a sweep; a new one fences the one before. */
  static Producer<String, SpecificRecord> producer(KafkaConnection connection, String sweep) {
    return connection.producer(
        Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, Names.SWEEP_TRANSACTIONS + sweep));
  }

  /** Submits a sweep. */
  SubmitResult submit(Sweep sweep, SubmitListener listener) {
    return submit(sweep, SubmitPlan::of, listener);
  }

  /** Submits a sweep that nobody has stopped. */
  SubmitResult submitUnlessStopped(Sweep sweep, SubmitListener listener) {
    return submit(sweep, SubmitPlan::unlessStopped, listener);
  }

  private interface Decision {
    SubmitPlan plan(Sweep sweep, Optional<onestep.contract.record.Sweep> latest, Instant now);
  }

  private SubmitResult submit(Sweep sweep, Decision decision, SubmitListener listener) {
    return exclusively(
        producer,
        sweep.name(),
        () ->
            publish(
                sweep,
                decision.plan(sweep, state.latest(sweep.name()), clock.instant()),
                listener));
  }

  /**
   * Acts on a sweep after fencing whoever did before.
   *
   * @throws InvalidInputException if another command takes over meanwhile
   */
  static <T> T exclusively(
      Producer<String, SpecificRecord> producer, String sweep, Supplier<T> action) {
    try {
      producer.initTransactions();
      return action.get();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new InvalidInputException(
          "sweep " + sweep + ": another command has taken over; this one stops", e);
    }
  }

  /** Publishes what a plan says, with a producer whose transactions are initialised. */
  SubmitResult publish(Sweep sweep, SubmitPlan plan, SubmitListener listener) {
    Submission submission = new Submission(sweep, plan, listener);
    if (!plan.isNothing()) {
      submission.run();
    }
    SubmitResult result = submission.result();
    log.info(
        "sweep_submitted sweep={} kind={} epoch={} tasks={} networks={} networks_in_already={}"
            + " cells_in_rounds={}",
        sweep.name(),
        result.kind(),
        result.epoch(),
        result.tasks(),
        result.networks(),
        result.networksInAlready(),
        result.cellsInRounds());
    return result;
  }

  /** One submit on its way. */
  private final class Submission {

    private final Sweep sweep;
    private final SubmitPlan plan;
    private final SubmitListener listener;
    private final Records records;

    /** Of the tasks that are not for devices. */
    private final TaskQueue queue;

    private Cursor cursor;
    private int recordsInTransaction;
    private long networks;
    private long networksInAlready;
    private long cellsInRounds;

    Submission(Sweep sweep, SubmitPlan plan, SubmitListener listener) {
      this.sweep = sweep;
      this.plan = plan;
      this.listener = listener;
      this.records = new Records(sweep, plan.epoch(), plan.opened());
      this.cursor = plan.cursor();
      this.queue = sweep.seconds() <= SMALL_SECONDS ? TaskQueue.SMALL : TaskQueue.BULK;
    }

    void run() {
      Function<String, NetworkSet> seen = state.cells(sweep.name()).seen();
      producer.beginTransaction();
      try {
        if (plan.opensEpoch()) {
          turnTransaction();
        }
        Iterator<PlannedCell> cells = sweep.planFrom(cursor.cells()).iterator();
        while (cells.hasNext()) {
          publish(cells.next(), seen);
        }
        commit();
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        throw e; // the transaction is the other's to abort
      } catch (RuntimeException e) {
        abort(e);
        throw e;
      }
    }

    SubmitResult result() {
      return new SubmitResult(
          plan.kind(),
          plan.epoch(),
          cursor.tasks() - plan.cursor().tasks(),
          networks,
          networksInAlready,
          cellsInRounds);
    }

    private void publish(PlannedCell planned, Function<String, NetworkSet> seen) {
      Cell cell = records.cell(planned, queue(planned), cutter.networksPerTask(planned.spec()));
      String id = cell.getDefinition().getCell();
      if (cursor.networks() == 0) {
        send(Topic.CELLS, Keys.cell(id, sweep.name()), cell);
      }
      if (planned.stop().isPresent()) {
        cellsInRounds++;
      } else {
        publishTasks(planned, cell, seen.apply(id));
      }
      cursor = cursor.afterCell(planned.position());
      turnTransactionWhenFull();
    }

    private void publishTasks(PlannedCell planned, Cell cell, NetworkSet done) {
      int from = cursor.networks();
      networksInAlready += done.sizeBelow(planned.networks()) - done.sizeBelow(from);
      Iterator<NetworkRange> ranges =
          cutter.cut(planned.spec(), from, planned.networks(), done).iterator();
      while (ranges.hasNext()) {
        NetworkRange range = ranges.next();
        send(Tasks.queue(cell).topic(), null, Tasks.of(cell, range, clock.instant()));
        networks += range.count();
        cursor = cursor.afterTask(planned.position(), range.end());
        turnTransactionWhenFull();
      }
    }

    private TaskQueue queue(PlannedCell cell) {
      return Sweep.isOnDevice(cell.spec()) ? TaskQueue.GPU : queue;
    }

    @SuppressWarnings(
        "FutureReturnValueIgnored") // commitTransaction throws what a send failed with
    private void send(Topic topic, String key, SpecificRecord value) {
      producer.send(new ProducerRecord<>(topic.topicName(), key, value));
      recordsInTransaction++;
    }

    private void turnTransactionWhenFull() {
      if (recordsInTransaction >= transactionRecords) {
        turnTransaction();
      }
    }

    private void turnTransaction() {
      commit();
      producer.beginTransaction();
    }

    /** Publishes the cursor with what it speaks of. */
    private void commit() {
      send(Topic.SWEEPS, sweep.name(), records.sweepAt(cursor));
      producer.commitTransaction();
      recordsInTransaction = 0;
      listener.published(cursor.cells(), sweep.cells(), cursor.tasks());
    }

    private void abort(RuntimeException cause) {
      try {
        producer.abortTransaction();
      } catch (KafkaException | IllegalStateException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
