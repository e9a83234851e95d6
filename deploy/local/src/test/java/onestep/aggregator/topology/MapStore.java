package onestep.aggregator.topology;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store that keeps the bytes of its values, as a real one does, and can go back to a commit. */
final class MapStore<V> implements KeyValueStore<String, V> {

  private final Serde<V> serde;
  private final NavigableMap<String, byte[]> bytes = new TreeMap<>();
  private Map<String, byte[]> committed = Map.of();

  MapStore(Serde<V> serde) {
    this.serde = serde;
  }

  void commit() {
    committed = new TreeMap<>(bytes);
  }

  void rollBack() {
    bytes.clear();
    bytes.putAll(committed);
  }

  @Override
  public void put(String key, V value) {
    if (value == null) {
      bytes.remove(key);
    } else {
      bytes.put(key, serde.serializer().serialize("", value));
    }
  }

  @Override
  public V get(String key) {
    return serde.deserializer().deserialize("", bytes.get(key));
  }

  @Override
  public V delete(String key) {
    V value = get(key);
    bytes.remove(key);
    return value;
  }

  @Override
  public KeyValueIterator<String, V> all() {
    Iterator<String> keys = List.copyOf(bytes.keySet()).iterator();
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return keys.hasNext();
      }

      @Override
      public KeyValue<String, V> next() {
        String key = keys.next();
        return KeyValue.pair(key, get(key));
      }

      @Override
      public String peekNextKey() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public V putIfAbsent(String key, V value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(List<KeyValue<String, V>> entries) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<String, V> range(String from, String to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long approximateNumEntries() {
    return bytes.size();
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
