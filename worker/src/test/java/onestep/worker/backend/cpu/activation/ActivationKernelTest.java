package onestep.worker.backend.cpu.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.zip.CRC32;
import onestep.contract.cell.Activation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationKernelTest {

  private static final double UNIT = 0x1p-24;

  /** A grid over [-45, 45], and numbers of every magnitude on both sides of 0. */
  private static final float[] ARGUMENTS = arguments();

  private static float[] arguments() {
    Random random = new Random(3);
    float[] arguments = new float[400_000];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          i % 2 == 0
              ? (float) (-45 + 90.0 * i / arguments.length)
              : (float) Math.scalb(random.nextGaussian(), random.nextInt(40) - 36);
    }
    return arguments;
  }

  private static float[] ones() {
    float[] ones = new float[ARGUMENTS.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Largest error, in units of 2^-24 of max(|exact|, floor(t)). */
  private static double largestError(
      float[] actual, DoubleUnaryOperator exact, DoubleUnaryOperator floor) {
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double t = ARGUMENTS[i];
      double truth = exact.applyAsDouble(t);
      double scale = Math.max(Math.abs(truth), floor.applyAsDouble(t));
      if (scale > 0) {
        largest = Math.max(largest, Math.abs(actual[i] - truth) / scale / UNIT);
      }
    }
    return largest;
  }

  @ParameterizedTest
  @EnumSource
  void shouldComputeTheDefinitionToAFewRoundings(Activation activation) {
    float[] out = new float[ARGUMENTS.length];

    ActivationKernel.of(activation).forward(ARGUMENTS, out, 0, out.length);

    double bound = activation == Activation.GELU ? 13 : 6.5;
    assertThat(largestError(out, activation::value, t -> Math.min(Math.abs(t), 1)))
        .isLessThan(bound);
  }

  @ParameterizedTest
  @EnumSource
  void shouldMultiplyByTheDerivativeToAFewRoundings(Activation activation) {
    float[] out = ones();

    ActivationKernel.of(activation).multiplyByDerivative(ARGUMENTS, out, 0, out.length);

    assertThat(largestError(out, activation::derivative, t -> 1)).isLessThan(16);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RELU", "LEAKY_RELU"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldMultiplyByTheSecondDerivativeToAFewRoundings(Activation activation) {
    float[] out = ones();

    ActivationKernel.of(activation).multiplyBySecondDerivative(ARGUMENTS, out, 0, out.length);

    assertThat(largestError(out, activation::secondDerivative, t -> 1)).isLessThan(16);
  }

  /** Far out, where they are nearly 0, to a relative error that an error of t would give. */
  @ParameterizedTest
  @EnumSource(names = {"SIGMOID", "SOFTPLUS", "SWISH"})
  void shouldKeepTheDigitsOfItsTail(Activation activation) {
    float[] out = new float[ARGUMENTS.length];

    ActivationKernel.of(activation).forward(ARGUMENTS, out, 0, out.length);

    for (int i = 0; i < out.length; i++) {
      double t = ARGUMENTS[i];
      if (t < 0 && t > -44) {
        double exact = activation.value(t);
        assertThat(Math.abs(out[i] - exact))
            .as("at %s", t)
            .isLessThan((10 + 2 * -t) * UNIT * Math.abs(exact));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldPassNaNsOnAndStayFiniteFarOut(Activation activation) {
    ActivationKernel kernel = ActivationKernel.of(activation);
    float[] h = {Float.NaN, 1e10f, -1e10f, 3e38f, -3e38f, 0f, -0f};
    float[] out = new float[h.length];
    float[] slope = new float[h.length];
    Arrays.fill(slope, 1);

    kernel.forward(h, out, 0, h.length);
    kernel.multiplyByDerivative(h, slope, 0, h.length);

    assertThat(out[0]).isNaN();
    assertThat(slope[0]).isNaN();
    for (int i = 1; i < h.length; i++) {
      assertThat(Float.isFinite(out[i])).as("ψ(%s)", h[i]).isTrue();
      assertThat(Math.abs(slope[i])).as("ψ'(%s)", h[i]).isLessThan(1.2f);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTouchOnlyItsRangeAndWorkInPlace(Activation activation) {
    ActivationKernel kernel = ActivationKernel.of(activation);
    float[] h = Arrays.copyOf(ARGUMENTS, 1000);
    float[] out = new float[1000];
    kernel.forward(h, out, 0, 1000);

    float[] inPlace = h.clone();
    kernel.forward(inPlace, inPlace, 7, 990);

    assertThat(Arrays.copyOfRange(inPlace, 7, 990)).isEqualTo(Arrays.copyOfRange(out, 7, 990));
    assertThat(Arrays.copyOf(inPlace, 7)).isEqualTo(Arrays.copyOf(h, 7));
    assertThat(Arrays.copyOfRange(inPlace, 990, 1000)).isEqualTo(Arrays.copyOfRange(h, 990, 1000));
  }

  /**
   * Bits of the profile cpu-2: checksums of ψ, ψ' and ψ'' over all arguments, the same on every
   * machine and Java version. A change here is a change of results: it needs a new profile.
   */
  @ParameterizedTest
  @CsvSource({
    "RELU, 9d6e68f7 18e3c022",
    "LEAKY_RELU, ed52c03a ce06d464",
    "TANH, 9db17c22 df967602 d85bc04b",
    "ERF, 7b0b6e9e 109ce51f db6df83c",
    "SIGMOID, c0b40e43 4b1273b7 67c4f208",
    "SOFTPLUS, 18437439 c0b40e43 4b1273b7",
    "GELU, 61c0bf4b 9e98f1f6 3cbfff43",
    "SWISH, 2f493a4f cf4ead31 78120cbc",
    "SINE, 5a1513b3 aae1414f 589eb68f"
  })
  void shouldHaveTheSameBitsEverywhere(Activation activation, String expected) {
    ActivationKernel kernel = ActivationKernel.of(activation);
    float[] value = new float[ARGUMENTS.length];
    float[] slope = ones();
    float[] bend = ones();

    kernel.forward(ARGUMENTS, value, 0, value.length);
    kernel.multiplyByDerivative(ARGUMENTS, slope, 0, slope.length);
    if (activation.isSmooth()) {
      kernel.multiplyBySecondDerivative(ARGUMENTS, bend, 0, bend.length);
    }

    String checksums = checksum(value) + " " + checksum(slope);
    assertThat(activation.isSmooth() ? checksums + " " + checksum(bend) : checksums)
        .isEqualTo(expected);
  }

  private static String checksum(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length);
    for (float number : numbers) {
      bytes.putInt(Float.floatToIntBits(number));
    }
    CRC32 crc = new CRC32();
    crc.update(bytes.array());
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
