package onestep.worker.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreefryTest {

  /** Known answers of Random123 1.14, file kat_vectors, lines "threefry4x32 20". */
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, 00000000000000000000000000000000,"
        + " 9c6ca96ae17eae66fc10ecd45256a7d8",
    "ffffffffffffffffffffffffffffffff, ffffffffffffffffffffffffffffffff,"
        + " 2a88169657012287f6c7446ea16a6732",
    "243f6a8885a308d313198a2e03707344, a4093822299f31d0082efa98ec4e6c89,"
        + " 59cd1dbbb887957986b5d00cac8b6d84",
  })
  void shouldGiveTheKnownAnswers(String counter, String key, String expected) {
    // Given
    int[] words = words(counter);
    int[][] x = IntStream.of(words).mapToObj(word -> new int[] {word}).toArray(int[][]::new);
    int[] k = words(key);

    // When
    Threefry.encrypt(Threefry.key(k[0], k[1], k[2], k[3]), x[0], x[1], x[2], x[3], 1);

    // Then
    assertThat(new int[] {x[0][0], x[1][0], x[2][0], x[3][0]}).isEqualTo(words(expected));
  }

  @Test
  void shouldEncryptEveryCounterOfAnArrayAlike() {
    // Given
    int count = 1000;
    int[] key = Threefry.key(1, 2, 3, 4);
    int[][] x = new int[4][count];
    for (int i = 0; i < count; i++) {
      x[0][i] = 7 * i;
      x[3][i] = -i;
    }

    // When
    Threefry.encrypt(key, x[0], x[1], x[2], x[3], count);

    // Then
    for (int i = 0; i < count; i++) {
      int[][] one = {{7 * i}, {0}, {0}, {-i}};
      Threefry.encrypt(key, one[0], one[1], one[2], one[3], 1);
      assertThat(new int[] {x[0][i], x[1][i], x[2][i], x[3][i]})
          .as("counter %d", i)
          .isEqualTo(new int[] {one[0][0], one[1][0], one[2][0], one[3][0]});
    }
  }

  @Test
  void shouldUseTheWholeModelIdAsKeyMostSignificantWordFirst() {
    // Given
    StreamId stream = new StreamId(0x0011223344556677L, 0x8899aabbccddeeffL, 5, 6);

    // When
    int[] key = Threefry.key(stream);

    // Then
    assertThat(key).startsWith(0x00112233, 0x44556677, 0x8899aabb, 0xccddeeff);
  }

  private static int[] words(String hex) {
    return IntStream.range(0, 4).map(i -> HexFormat.fromHexDigits(hex, 8 * i, 8 * i + 8)).toArray();
  }
}
