package onestep.aggregator.topology;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The topology's stores: their names, and where they are kept. */
final class Stores {

  /** Cell to its entry. */
  static final String CELLS = "cells";

  /** Epoch of a sweep to its account over the cells of the partition. */
  static final String ACCOUNTS = "accounts";

  /** Cells whose statistics are to be emitted. */
  static final String DIRTY_CELLS = "dirty-cells";

  /** Cells of which tasks are to be emitted. */
  static final String DUE_CELLS = "due-cells";

  /** Epochs of sweeps whose account is to be emitted. */
  static final String DIRTY_SWEEPS = "dirty-sweeps";

  /** Sweep to its entry. */
  static final String SWEEPS = "sweeps";

  private Stores() {}

  /**
   * A store by key, with a changelog. Writes are cached: a cell that takes many results between two
   * commits is written once.
   */
  static <V> StoreBuilder<KeyValueStore<String, V>> of(
      String name, Serde<V> values, StateStoreKind kind) {
    KeyValueBytesStoreSupplier supplier =
        switch (kind) {
          case MEMORY -> org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name);
          case ROCKSDB -> org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name);
        };
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            supplier, Serdes.String(), values)
        .withCachingEnabled();
  }
}
