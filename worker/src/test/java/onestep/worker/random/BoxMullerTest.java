package onestep.worker.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoxMullerTest {

  /** The bound that the Javadoc states. */
  private static final double MAX_ERROR = 2e-6;

  private static final int COUNT = 1024;

  private final float[] uniform = new float[COUNT];
  private final float[] radius = new float[COUNT];
  private final float[] cosine = new float[COUNT];
  private final float[] sine = new float[COUNT];

  @Test
  void shouldStayWithinTheStatedErrorOfTheExactTransform() {
    // Given: radius words evenly over all 2^32, and angle words in a low-discrepancy order
    int chunks = 4096;
    int[] word0 = new int[COUNT];
    int[] word1 = new int[COUNT];
    double worst = 0;

    // When
    for (int chunk = 0; chunk < chunks; chunk++) {
      for (int i = 0; i < COUNT; i++) {
        long k = (long) chunk * COUNT + i;
        word0[i] = (int) (k << 10 | (k & 1023));
        word1[i] = (int) (k * 0x9E3779B1L);
      }
      worst = Math.max(worst, worstError(word0, word1));
    }

    // Then
    assertThat(worst).isLessThan(MAX_ERROR);
  }

  @Test
  void shouldStayAccurateAtBothEndsOfTheUniform() {
    // Given
    int[] word0 = new int[COUNT];
    int[] word1 = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      word0[i] = i < COUNT / 2 ? i : i - COUNT;
      word1[i] = i * 0x9E3779B1;
    }

    // When
    double worst = worstError(word0, word1);

    // Then
    assertThat(worst).isLessThan(MAX_ERROR);
  }

  @Test
  void shouldReachTheTailOf32BitUniforms() {
    // Given: the smallest uniform, at the angle 0
    int[] word0 = {0};
    int[] word1 = {1 << 30};

    // When
    BoxMuller.transform(word0, word1, uniform, radius, cosine, sine, 1);

    // Then
    assertThat((double) cosine[0]).isGreaterThan(6.76);
  }

  private double worstError(int[] word0, int[] word1) {
    BoxMuller.transform(word0, word1, uniform, radius, cosine, sine, COUNT);
    double worst = 0;
    for (int i = 0; i < COUNT; i++) {
      double u = ((word0[i] & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
      double r = Math.sqrt(-2 * (u < 0.5 ? Math.log(u) : Math.log1p(u - 1)));
      double angle = Math.PI / 2 * (Math.abs(word1[i] + 0.5) * 0x1p-30 - 1);
      double signed = word1[i] >= 0 ? r : -r;
      worst = Math.max(worst, Math.abs(cosine[i] - signed * Math.cos(angle)));
      worst = Math.max(worst, Math.abs(sine[i] - signed * Math.sin(angle)));
    }
    return worst;
  }
}
