package onestep.aggregator.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keys whose new state has not been emitted yet. They are kept in a store, in the same transaction
 * as the state itself, so that a restart between the two emits what is missing.
 */
final class DirtyKeys {

  private static final byte[] DIRTY = {1};

  private final KeyValueStore<String, byte[]> store;

  DirtyKeys(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  void mark(String key) {
    store.put(key, DIRTY);
  }

  /** Hands every key over, and forgets it. */
  List<String> drain(Consumer<String> consumer) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    for (String key : keys) {
      consumer.accept(key);
      store.delete(key);
    }
    return keys;
  }
}
