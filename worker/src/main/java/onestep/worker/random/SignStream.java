package onestep.worker.random;

import java.util.Arrays;

/**
 * Uniform signs of a stream, one bit each: sign i is bit i mod 32 of word ⌊i / 32⌋ mod 4 of counter
 * ⌊i / 128⌋; a set bit is -1.
 */
public final class SignStream {

  private static final int SIGNS_PER_COUNTER = 128;
  private static final int MAX_COUNTERS = 64;
  private static final int ONE = Float.floatToRawIntBits(1);

  private SignStream() {}

  /** Fills {@code out} with the first signs of the stream, each -1 or +1. */
  public static void fill(StreamId stream, float[] out) {
    int[] key = Threefry.key(stream);
    int[][] words = new int[4][MAX_COUNTERS];
    int counters = (int) ((out.length + (SIGNS_PER_COUNTER - 1L)) / SIGNS_PER_COUNTER);
    for (int first = 0; first < counters; first += MAX_COUNTERS) {
      int counter = first;
      Arrays.setAll(words[0], i -> counter + i);
      Arrays.fill(words[1], 0);
      Arrays.fill(words[2], stream.purpose());
      Arrays.fill(words[3], stream.network());
      int used = Math.min(MAX_COUNTERS, counters - first);
      Threefry.encrypt(key, words[0], words[1], words[2], words[3], used);
      unpack(words, first * SIGNS_PER_COUNTER, out);
    }
  }

  private static void unpack(int[][] words, int from, float[] out) {
    int to = Math.min(out.length, from + MAX_COUNTERS * SIGNS_PER_COUNTER);
    for (int at = from; at < to; at += Integer.SIZE) {
      int word = words[at / Integer.SIZE % 4][(at - from) / SIGNS_PER_COUNTER];
      int count = Math.min(Integer.SIZE, to - at);
      for (int bit = 0; bit < count; bit++) {
        // The bit becomes the sign of 1.
        out[at + bit] = Float.intBitsToFloat(ONE | (word >>> bit) << 31);
      }
    }
  }
}
