package onestep.contract.theory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Remembers results of pure functions, the latest {@value #REMEMBERED}. Safe for several threads.
 */
final class Memo<K, V> {

  private static final int REMEMBERED = 1000;

  private final Map<K, V> values =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * The value of a key after an update.
   *
   * @param update from the value remembered, or null, to the value wanted; may return its argument
   */
  synchronized V get(K key, UnaryOperator<V> update) {
    V known = values.get(key);
    V wanted = update.apply(known);
    if (wanted != known) {
      values.put(key, wanted);
    }
    return wanted;
  }
}
