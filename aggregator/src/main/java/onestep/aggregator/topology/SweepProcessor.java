package onestep.aggregator.topology;

import java.util.Optional;
import java.util.function.Consumer;
import onestep.contract.kafka.Topic;
import onestep.contract.record.Progress;
import onestep.contract.record.Sweep;
import onestep.contract.record.SweepState;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Combines the record of a sweep with the accounts of all partitions into its progress. Two
 * processors, one for each input, share the store of sweeps.
 */
abstract class SweepProcessor<V> extends ContextualProcessor<String, V, String, Progress> {

  private final AggregationObserver observer;
  private KeyValueStore<String, SweepEntry> sweeps;

  private SweepProcessor(AggregationObserver observer) {
    this.observer = observer;
  }

  @Override
  public void init(ProcessorContext<String, Progress> context) {
    super.init(context);
    sweeps = context.getStateStore(Stores.SWEEPS);
  }

  /** Changes the entry of a sweep and tells its progress. */
  final void change(String sweep, long at, Consumer<SweepEntry> step) {
    SweepEntry stored = sweeps.get(sweep);
    SweepEntry entry = stored == null ? new SweepEntry() : stored;
    step.accept(entry);
    sweeps.put(sweep, entry.isEmpty() ? null : entry);
    Optional<Progress> progress = entry.progress();
    progress.ifPresent(
        known -> {
          observer.onSweep(context().taskId(), known);
          context().forward(new Record<>(sweep, known, at));
        });
  }

  /** Forgets the record of a sweep; its accounts go as its cells are purged. */
  final void purge(String sweep, long at) {
    change(sweep, at, entry -> entry.describe(null));
    observer.onSweepPurged(context().taskId(), sweep);
    context().forward(new Record<>(sweep, null, at));
  }

  /** Takes accounts of partitions. */
  static Processor<String, PartitionAccount, String, Progress> ofAccounts(
      AggregationObserver observer) {
    return new SweepProcessor<>(observer) {
      @Override
      public void process(Record<String, PartitionAccount> message) {
        change(message.key(), message.timestamp(), entry -> entry.account(message.value()));
      }
    };
  }

  /** Takes records of sweeps. */
  static Processor<String, byte[], String, Progress> ofSweeps(
      SchemaStore schemas, AggregationObserver observer) {
    RecordReader<Sweep> reader = new RecordReader<>(Topic.SWEEPS, Sweep.class, schemas, observer);
    return new SweepProcessor<>(observer) {

      @Override
      public void init(ProcessorContext<String, Progress> context) {
        super.init(context);
        tellAll();
      }

      @Override
      public void process(Record<String, byte[]> message) {
        if (message.key() == null) {
          reader.reject(null, "no key");
          return;
        }
        if (message.value() == null) {
          purge(message.key(), message.timestamp());
          return;
        }
        reader.read(message.key(), message.value()).ifPresent(sweep -> describe(message, sweep));
      }

      private void describe(Record<String, byte[]> message, Sweep sweep) {
        if (sweep.getState() == SweepState.PURGED) {
          purge(message.key(), message.timestamp());
        } else {
          change(message.key(), message.timestamp(), entry -> entry.describe(sweep));
        }
      }

      @Override
      public void close() {
        observer.onReleased(context().taskId());
      }
    };
  }

  /** Tells what the store knew before this instance took it over. */
  final void tellAll() {
    try (KeyValueIterator<String, SweepEntry> all = sweeps.all()) {
      all.forEachRemaining(
          stored ->
              stored
                  .value
                  .progress()
                  .ifPresent(progress -> observer.onSweep(context().taskId(), progress)));
    }
  }
}
