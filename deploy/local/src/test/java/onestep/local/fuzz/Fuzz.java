package onestep.local.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Inputs that are nearly right, each drawn from its number, and bounds of what one may cost. {@code
 * -Dfuzz.inputs=N} tries N of each kind.
 */
final class Fuzz {

  /** What one input may take, with much room for a slow machine. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Fuzz() {}

  /** A test of one input; what it throws fails the test. */
  interface Trial {
    void run(Random random) throws Exception;
  }

  /**
   * Tries inputs.
   *
   * @param usual how many, unless told otherwise
   * @param mostBytes that one input may have this thread allocate
   */
  static void tryInputs(String what, int usual, long mostBytes, Trial trial) {
    int inputs = Integer.getInteger("fuzz.inputs", usual);
    for (int input = 0; input < inputs; input++) {
      long start = System.nanoTime();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      try {
        trial.run(new Random(input));
      } catch (Exception | Error e) {
        throw new AssertionError(what + ", input " + input + ": " + e, e);
      }
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
          .as("bytes allocated for input %d of %s", input, what)
          .isLessThan(mostBytes);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("time of input %d of %s", input, what)
          .isLessThan(LONGEST);
    }
    System.out.printf("fuzz: %,d inputs tried, %s%n", inputs, what);
  }

  /** One to a few changes: bits, bytes, parts removed, doubled and moved. */
  static byte[] mutated(byte[] valid, Random random) {
    byte[] bytes = valid;
    for (int change = random.nextInt(4); change >= 0; change--) {
      bytes = changed(bytes, random);
    }
    return bytes;
  }

  static <T> T anyOf(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static byte[] changed(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(8));
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, from);
      case 1 -> joined(slice(bytes, 0, from), slice(bytes, to, bytes.length));
      case 2 -> joined(slice(bytes, 0, to), slice(bytes, from, bytes.length));
      case 3 -> joined(slice(bytes, 0, from), some(random), slice(bytes, from, bytes.length));
      default -> {
        byte[] flipped = bytes.clone();
        for (int i = from; i < to; i++) {
          flipped[i] ^= (byte) (1 << random.nextInt(8));
        }
        yield flipped;
      }
    };
  }

  /** Bytes that mean much to decoders: long numbers, signs, ends of text. */
  private static byte[] some(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(10)];
    switch (random.nextInt(4)) {
      case 0 -> Arrays.fill(bytes, (byte) 0xff);
      case 1 -> Arrays.fill(bytes, (byte) 0);
      case 2 -> Arrays.fill(bytes, (byte) "{}[]&*:%\n\t\"'".charAt(random.nextInt(12)));
      default -> random.nextBytes(bytes);
    }
    return bytes;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, Math.max(from, to));
  }

  private static byte[] joined(byte[]... parts) {
    List<Byte> joined = new ArrayList<>();
    for (byte[] part : parts) {
      for (byte one : part) {
        joined.add(one);
      }
    }
    byte[] bytes = new byte[joined.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = joined.get(i);
    }
    return bytes;
  }
}
