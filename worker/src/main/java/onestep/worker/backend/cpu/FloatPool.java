package onestep.worker.backend.cpu;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Float arrays by exact length, so that a warm loop allocates nothing. Idle ones are kept while all
 * together, those in use included, are within its limit: so a network needs no more than the limit
 * or, if that is more, than it has in use. Dropped first are lengths asked for least recently.
 */
final class FloatPool {

  private final long limitBytes;
  private final Map<Integer, Deque<float[]>> idle = new LinkedHashMap<>(16, 0.75f, true);
  private long idleBytes;
  private long usedBytes;

  FloatPool(long limitBytes) {
    if (limitBytes < 0) {
      throw new IllegalArgumentException(
          "the pool's limit must be at least 0 bytes, got " + limitBytes);
    }
    this.limitBytes = limitBytes;
  }

  /** An array of this length, its contents undefined. */
  float[] take(int length) {
    usedBytes += bytes(length);
    Deque<float[]> stack = idle.get(length);
    if (stack == null || stack.isEmpty()) {
      keepWithinLimit(); // before it grows
      return new float[length];
    }
    idleBytes -= bytes(length);
    return stack.pop();
  }

  /** Takes an array back; the caller must not touch it again. */
  void give(float[] array) {
    idle.computeIfAbsent(array.length, length -> new ArrayDeque<>()).push(array);
    idleBytes += bytes(array.length);
    usedBytes -= bytes(array.length);
    keepWithinLimit();
  }

  /** Bytes held by idle arrays. */
  long idleBytes() {
    return idleBytes;
  }

  void clear() {
    idle.clear();
    idleBytes = 0;
  }

  private void keepWithinLimit() {
    while (idleBytes > 0 && usedBytes + idleBytes > limitBytes) {
      dropEldestLength();
    }
  }

  private void dropEldestLength() {
    Map.Entry<Integer, Deque<float[]>> eldest = idle.entrySet().iterator().next();
    if (eldest.getValue().isEmpty()) {
      idle.remove(eldest.getKey());
      return;
    }
    eldest.getValue().pop();
    idleBytes -= bytes(eldest.getKey());
  }

  private static long bytes(int length) {
    return (long) Float.BYTES * length;
  }
}
