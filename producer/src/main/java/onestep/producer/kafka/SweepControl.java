package onestep.producer.kafka;

import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.BackendChoice;
import onestep.contract.kafka.KafkaConnection;
import onestep.contract.kafka.Topic;
import onestep.contract.record.SweepState;
import onestep.producer.sweep.NearestName;
import onestep.producer.sweep.PlannedCell;
import onestep.producer.sweep.Sweep;
import onestep.producer.sweep.SweepFiles;
import onestep.producer.sweep.TaskCutter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes what is wanted of a published sweep. It writes with the transactional id of the sweep's
 * submits, so it fences a submit under way before it reads what is published.
 *
 * <p>Pausing and cancelling close the epoch: workers skip its tasks, and drop the networks that
 * they have not begun. Resuming and retrying open a new epoch and ask for what is missing. Rows are
 * functions of their cell and network, so what is computed twice on the way counts once, and other
 * sweeps that want the same cells notice nothing.
 */
public final class SweepControl implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SweepControl.class);

  private final String name;
  private final Producer<String, SpecificRecord> producer;
  private final PublishedState state;
  private final Clock clock;
  private final int transactionRecords;

  /** Whether a command had anything to do. */
  public enum Effect {
    /** The sweep is now as asked for. */
    DONE,
    /** It was so before. */
    NONE
  }

  SweepControl(
      String name,
      Producer<String, SpecificRecord> producer,
      PublishedState state,
      Clock clock,
      int transactionRecords) {
    this.name = name;
    this.producer = producer;
    this.state = state;
    this.clock = clock;
    this.transactionRecords = transactionRecords;
  }

  /** The control of a sweep, which need not exist. */
  public static SweepControl open(KafkaConnection connection, String sweep) {
    return new SweepControl(
        sweep,
        SweepPublisher.producer(connection, sweep),
        new KafkaState(connection),
        Clock.systemUTC(),
        SweepPublisher.TRANSACTION_RECORDS);
  }

  /**
   * Stops handing out networks, for as long as it is not resumed.
   *
   * @throws InvalidInputException if there is no such sweep or it is cancelled
   */
  public Effect pause() {
    return exclusively(
        () -> {
          onestep.contract.record.Sweep known = known();
          if (known.getState() == SweepState.CANCELLED) {
            throw new InvalidInputException(
                "sweep " + name + " is cancelled; onestep resume " + name + " takes it up again");
          }
          return close(known, SweepState.PAUSED);
        });
  }

  /**
   * Gives up what is not done yet.
   *
   * @throws InvalidInputException if there is no such sweep
   */
  public Effect cancel() {
    return exclusively(() -> close(known(), SweepState.CANCELLED));
  }

  /**
   * Takes up a paused or cancelled sweep where it is; a running one is left as it is, or its
   * interrupted publishing is completed.
   *
   * @return what was published; empty if nothing was to be published
   * @throws InvalidInputException if there is no such sweep, or this version would plan other cells
   */
  public Optional<SubmitResult> resume(TaskCutter cutter) {
    return exclusively(
        () -> {
          onestep.contract.record.Sweep known = known();
          Sweep sweep = published(known);
          SubmitPlan plan = SubmitPlan.of(sweep, Optional.of(known), clock.instant());
          return plan.kind() == SubmitPlan.Kind.COMPLETE
              ? Optional.empty()
              : Optional.of(publisher(cutter).publish(sweep, plan, SubmitListener.NONE));
        });
  }

  /** As below, with cells computed where they were. */
  public Optional<SubmitResult> retry(TaskCutter cutter) {
    return retry(cutter, Optional.empty());
  }

  /**
   * Asks anew for every network whose row is not in: lost, given up, or still on its way.
   *
   * @param backend where the sweep's cells are computed from now on, if not as before: cells that
   *     move begin anew, as rows of two backends are never mixed
   * @return what was published; empty if nothing is missing
   * @throws InvalidInputException if there is no such sweep, it is not running, or this version
   *     would plan other cells
   */
  public Optional<SubmitResult> retry(TaskCutter cutter, Optional<BackendChoice> backend) {
    return exclusively(
        () -> {
          onestep.contract.record.Sweep known = known();
          if (known.getState() != SweepState.RUNNING) {
            throw new InvalidInputException(
                "sweep "
                    + name
                    + " is "
                    + stateOf(known)
                    + "; onestep resume "
                    + name
                    + " asks for all that is missing");
          }
          Sweep sweep =
              backend
                  .map(elsewhere -> published(known, elsewhere))
                  .orElseGet(() -> published(known));
          boolean moves = !sweep.specification().equals(known.getSpecification());
          SubmitPlan plan = SubmitPlan.reopen(known, clock.instant());
          return !moves && missing(sweep) == 0
              ? Optional.empty()
              : Optional.of(publisher(cutter).publish(sweep, plan, SubmitListener.NONE));
        });
  }

  /**
   * Forgets a sweep and, where no other sweep wants them, the statistics of its cells. Interrupted,
   * it is completed by doing it again.
   *
   * @param force whether to purge it although networks are still missing and it is not cancelled
   * @return cells that the sweep wanted
   * @throws InvalidInputException if there is no such sweep, or it is unfinished and not forced
   */
  public long purge(boolean force) {
    return exclusively(
        () -> {
          Optional<onestep.contract.record.Sweep> latest = state.latest(name);
          List<String> keys = state.cellKeys(name);
          boolean interrupted =
              latest.isPresent() && latest.get().getState() == SweepState.PURGED && !keys.isEmpty();
          if (!interrupted) {
            onestep.contract.record.Sweep known = known();
            if (!force && known.getState() != SweepState.CANCELLED) {
              requireComplete(known);
            }
            inTransaction(() -> send(Topic.SWEEPS, name, purged(known)));
          }
          for (int from = 0; from < keys.size(); from += transactionRecords) {
            List<String> some =
                keys.subList(from, Math.min(keys.size(), from + transactionRecords));
            inTransaction(() -> some.forEach(key -> send(Topic.CELLS, key, null)));
          }
          log.info("sweep_purged sweep={} cells={}", name, keys.size());
          return (long) keys.size();
        });
  }

  @Override
  public void close() {
    producer.close();
  }

  private Effect close(onestep.contract.record.Sweep known, SweepState wanted) {
    if (known.getState() == wanted) {
      return Effect.NONE;
    }
    inTransaction(
        () ->
            send(
                Topic.SWEEPS,
                name,
                onestep.contract.record.Sweep.newBuilder(known).setState(wanted).build()));
    log.info("sweep_closed sweep={} epoch={} state={}", name, known.getEpoch(), wanted);
    return Effect.DONE;
  }

  private SweepPublisher publisher(TaskCutter cutter) {
    return new SweepPublisher(producer, state, cutter, clock, transactionRecords);
  }

  private void requireComplete(onestep.contract.record.Sweep known) {
    long missing = missing(published(known));
    if (missing > 0) {
      throw new InvalidInputException(
          "sweep "
              + name
              + " is "
              + stateOf(known)
              + " and misses "
              + missing
              + " networks; cancel it first, or give --force");
    }
  }

  private long missing(Sweep sweep) {
    KnownCells known = state.cells(name);
    long missing = 0;
    Iterator<PlannedCell> cells = sweep.plan().iterator();
    while (cells.hasNext()) {
      PlannedCell cell = cells.next();
      String id = cell.spec().id();
      if (!known.stopped().contains(id)) {
        // Of one with a stop rule that many may be: it needs rows, though another sweep has them.
        int done = cell.stop().isPresent() ? 0 : known.seen().apply(id).sizeBelow(cell.networks());
        missing += cell.networks() - done;
      }
    }
    return missing;
  }

  private Sweep published(onestep.contract.record.Sweep known) {
    return SweepFiles.published(name, known.getSpecification());
  }

  private Sweep published(onestep.contract.record.Sweep known, BackendChoice backend) {
    return SweepFiles.published(name, known.getSpecification(), backend);
  }

  private static String stateOf(onestep.contract.record.Sweep known) {
    return known.getState().name().toLowerCase(Locale.ROOT);
  }

  /** What is left of a purged sweep: its epoch, so that its tasks stay old for ever. */
  private static onestep.contract.record.Sweep purged(onestep.contract.record.Sweep known) {
    return onestep.contract.record.Sweep.newBuilder(known)
        .setState(SweepState.PURGED)
        .setSpecification("")
        .setCells(0)
        .setNetworks(0)
        .setPublishedCells(0)
        .setPublishedNetworks(0)
        .setPublishedTasks(0)
        .build();
  }

  private onestep.contract.record.Sweep known() {
    return state
        .latest(name)
        .filter(sweep -> sweep.getState() != SweepState.PURGED)
        .orElseThrow(this::unknown);
  }

  private InvalidInputException unknown() {
    SortedMap<String, onestep.contract.record.Sweep> sweeps = state.sweeps();
    sweeps.values().removeIf(sweep -> sweep.getState() == SweepState.PURGED);
    return new InvalidInputException(
        "there is no sweep "
            + name
            + " on this cluster"
            + (sweeps.isEmpty()
                ? "; submit one"
                : "; did you mean " + NearestName.of(name, sweeps.keySet()) + "?")
            + " (onestep list shows all)");
  }

  private <T> T exclusively(Supplier<T> action) {
    return SweepPublisher.exclusively(producer, name, action);
  }

  private void inTransaction(Runnable sends) {
    producer.beginTransaction();
    sends.run();
    producer.commitTransaction();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what a send failed with
  private void send(Topic topic, String key, SpecificRecord value) {
    producer.send(new ProducerRecord<>(topic.topicName(), key, value));
  }
}
