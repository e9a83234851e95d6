package onestep.worker.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignStreamTest {

  private static final StreamId STREAM = new StreamId(1, 2, 3, 4);

  @Test
  void shouldUseOneBitASignAsDocumented() {
    // Given
    int[] key = Threefry.key(STREAM);
    float[] expected = new float[10_000];
    for (int i = 0; i < expected.length; i++) {
      int[][] x = {{i / 128}, {0}, {4}, {3}};
      Threefry.encrypt(key, x[0], x[1], x[2], x[3], 1);
      expected[i] = (x[i / 32 % 4][0] >>> i % 32 & 1) == 0 ? 1 : -1;
    }

    // When
    float[] signs = signs(expected.length);

    // Then
    assertThat(signs).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 127, 128, 129, 8192, 8193})
  void shouldDrawTheSameSignsWhateverTheLength(int count) {
    // Given
    float[] all = signs(20_000);

    // When
    float[] drawn = signs(count);

    // Then
    assertThat(drawn).isEqualTo(Arrays.copyOf(all, count));
  }

  /** At 6 standard errors: false-failure probability 2e-9. */
  @Test
  void shouldBeBalanced() {
    // Given
    int count = 1 << 20;
    double sum = 0;

    // When
    for (float sign : signs(count)) {
      sum += sign;
    }

    // Then
    assertThat(sum / count).isCloseTo(0, within(6 / Math.sqrt(count)));
  }

  private static float[] signs(int count) {
    float[] out = new float[count];
    SignStream.fill(STREAM, out);
    return out;
  }
}
