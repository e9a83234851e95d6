package onestep.worker.backend.cpu;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Idle float arrays by exact length, so that a warm loop allocates nothing. Beyond its limit it
 * drops the lengths that were asked for least recently.
 */
final class FloatPool {

  private final long idleLimitBytes;
  private final Map<Integer, Deque<float[]>> idle = new LinkedHashMap<>(16, 0.75f, true);
  private long idleBytes;

  FloatPool(long idleLimitBytes) {
    if (idleLimitBytes < 0) {
      throw new IllegalArgumentException(
          "the pool's limit must be at least 0 bytes, got " + idleLimitBytes);
    }
    this.idleLimitBytes = idleLimitBytes;
  }

  /** An array of this length, its contents undefined. */
  float[] take(int length) {
    Deque<float[]> stack = idle.get(length);
    if (stack == null || stack.isEmpty()) {
      return new float[length];
    }
    idleBytes -= bytes(length);
    return stack.pop();
  }

  /** Takes an array back; the caller must not touch it again. */
  void give(float[] array) {
    idle.computeIfAbsent(array.length, length -> new ArrayDeque<>()).push(array);
    idleBytes += bytes(array.length);
    while (idleBytes > idleLimitBytes) {
      dropEldestLength();
    }
  }

  /** Bytes held by idle arrays. */
  long idleBytes() {
    return idleBytes;
  }

  void clear() {
    idle.clear();
    idleBytes = 0;
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
