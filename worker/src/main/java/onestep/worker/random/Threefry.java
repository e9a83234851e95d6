package onestep.worker.random;

/**
 * Threefry4x32-20, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3" (SC 2011): a bijection of 128-bit counters, one for every 128-bit
 * key. It needs only 32-bit adds, rotations and xors, so plain loops over arrays of counters become
 * vector code.
 *
 * <p>Here the key is the model id and the counter is (low and high half of a 64-bit block number,
 * purpose, network); see {@link StreamId}.
 */
public final class Threefry {

  /** Skein's key schedule parity: the fifth key word is this xor the other four. */
  private static final int PARITY = 0x1BD11BDA;

  private Threefry() {}

  /** The five key words of a stream: the 128-bit key, most significant word first, and parity. */
  public static int[] key(StreamId stream) {
    return key(
        (int) (stream.keyHigh() >>> 32),
        (int) stream.keyHigh(),
        (int) (stream.keyLow() >>> 32),
        (int) stream.keyLow());
  }

  static int[] key(int k0, int k1, int k2, int k3) {
    return new int[] {k0, k1, k2, k3, PARITY ^ k0 ^ k1 ^ k2 ^ k3};
  }

  /**
   * Encrypts {@code count} counters in place: (x0[i], x1[i], x2[i], x3[i]) for i &lt; count.
   *
   * @param key five words from {@link #key}
   */
  static void encrypt(int[] key, int[] x0, int[] x1, int[] x2, int[] x3, int count) {
    add(x0, x1, x2, x3, key[0], key[1], key[2], key[3], count);
    eightRounds(x0, x1, x2, x3, key, 1, count);
    eightRounds(x0, x1, x2, x3, key, 3, count);
    fourRounds(x0, x1, x2, x3, count);
    add(x0, x1, x2, x3, key[0], key[1], key[2], key[3] + 5, count);
  }

  private static void add(
      int[] x0, int[] x1, int[] x2, int[] x3, int k0, int k1, int k2, int k3, int count) {
    for (int i = 0; i < count; i++) {
      x0[i] += k0;
      x1[i] += k1;
      x2[i] += k2;
      x3[i] += k3;
    }
  }

  /** Eight rounds, with subkey s after the first four and s + 1 after the last four. */
  private static void eightRounds(
      int[] x0, int[] x1, int[] x2, int[] x3, int[] key, int s, int count) {
    eightRounds(
        x0,
        x1,
        x2,
        x3,
        key[s % 5],
        key[(s + 1) % 5],
        key[(s + 2) % 5],
        key[(s + 3) % 5] + s,
        key[(s + 1) % 5],
        key[(s + 2) % 5],
        key[(s + 3) % 5],
        key[(s + 4) % 5] + s + 1,
        count);
  }

  private static void eightRounds(
      int[] x0,
      int[] x1,
      int[] x2,
      int[] x3,
      int p0,
      int p1,
      int p2,
      int p3,
      int q0,
      int q1,
      int q2,
      int q3,
      int count) {
    for (int i = 0; i < count; i++) {
      int a = x0[i];
      int b = x1[i];
      int c = x2[i];
      int d = x3[i];
      a += b;
      b = (b << 10 | b >>> 22) ^ a;
      c += d;
      d = (d << 26 | d >>> 6) ^ c;
      a += d;
      d = (d << 11 | d >>> 21) ^ a;
      c += b;
      b = (b << 21 | b >>> 11) ^ c;
      a += b;
      b = (b << 13 | b >>> 19) ^ a;
      c += d;
      d = (d << 27 | d >>> 5) ^ c;
      a += d;
      d = (d << 23 | d >>> 9) ^ a;
      c += b;
      b = (b << 5 | b >>> 27) ^ c;
      a += p0;
      b += p1;
      c += p2;
      d += p3;
      a += b;
      b = (b << 6 | b >>> 26) ^ a;
      c += d;
      d = (d << 20 | d >>> 12) ^ c;
      a += d;
      d = (d << 17 | d >>> 15) ^ a;
      c += b;
      b = (b << 11 | b >>> 21) ^ c;
      a += b;
      b = (b << 25 | b >>> 7) ^ a;
      c += d;
      d = (d << 10 | d >>> 22) ^ c;
      a += d;
      d = (d << 18 | d >>> 14) ^ a;
      c += b;
      b = (b << 20 | b >>> 12) ^ c;
      x0[i] = a + q0;
      x1[i] = b + q1;
      x2[i] = c + q2;
      x3[i] = d + q3;
    }
  }

  private static void fourRounds(int[] x0, int[] x1, int[] x2, int[] x3, int count) {
    for (int i = 0; i < count; i++) {
      int a = x0[i];
      int b = x1[i];
      int c = x2[i];
      int d = x3[i];
      a += b;
      b = (b << 10 | b >>> 22) ^ a;
      c += d;
      d = (d << 26 | d >>> 6) ^ c;
      a += d;
      d = (d << 11 | d >>> 21) ^ a;
      c += b;
      b = (b << 21 | b >>> 11) ^ c;
      a += b;
      b = (b << 13 | b >>> 19) ^ a;
      c += d;
      d = (d << 27 | d >>> 5) ^ c;
      a += d;
      d = (d << 23 | d >>> 9) ^ a;
      c += b;
      b = (b << 5 | b >>> 27) ^ c;
      x0[i] = a;
      x1[i] = b;
      x2[i] = c;
      x3[i] = d;
    }
  }
}
