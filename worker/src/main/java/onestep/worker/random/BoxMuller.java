package onestep.worker.random;

/**
 * The Box–Muller transform of two 32-bit words into two standard normals, in float32 arithmetic
 * that gives the same bits in plain loops and in vectors: only integer operations, conversions,
 * fused multiply-adds, divisions and square roots.
 *
 * <p>With uniform u = (word₀ + ½) / 2³² and angle θ from word₁,
 *
 * <pre>
 *   z₀ = √(-2 ln u) cos θ,   z₁ = √(-2 ln u) sin θ.
 * </pre>
 *
 * <p>Logarithm: words are taken as signed, so that the float32 number holds v = min(u, 1 - u) to
 * full relative precision, its sign telling which; -2 ln u = c · atanh(t) with c = 64, t = (1 -
 * v^{1/16}) / (1 + v^{1/16}) below ½, and c = 4, t = v / (2 - v) above. Angle: 31 bits of word₁
 * give θ in (-π/2, π/2), its sign the sign of the radius. |z| reaches √(66 ln 2) = 6.76.
 *
 * <p>The polynomials are minimax fits (errors: atanh 4e-8 relative; sine 4e-9 and cosine 3e-10
 * absolute). With float32 rounding a normal is within 2e-6 of the exact transform of its two words.
 */
public final class BoxMuller {

  /** Coefficients of atanh(√q) / √q in powers of q, q in [0, 0.377]. */
  public static final float ATANH_0 = 1f;

  public static final float ATANH_1 = 0.3333266f;
  public static final float ATANH_2 = 0.20033269f;
  public static final float ATANH_3 = 0.13744502f;
  public static final float ATANH_4 = 0.15067962f;
  public static final float ATANH_5 = -0.04878571f;
  public static final float ATANH_6 = 0.29225186f;

  /** Coefficients of sin(π/2 √q) / √q in powers of q, q in [0, 1]. */
  public static final float SINE_0 = 1.5707963f;

  public static final float SINE_1 = -0.6459634f;
  public static final float SINE_2 = 0.07968848f;
  public static final float SINE_3 = -0.004672233f;
  public static final float SINE_4 = 0.00015082263f;

  /** Coefficients of cos(π/2 √q) in powers of q, q in [0, 1]. */
  public static final float COSINE_0 = 1f;

  public static final float COSINE_1 = -1.2337005f;
  public static final float COSINE_2 = 0.25366935f;
  public static final float COSINE_3 = -0.02086275f;
  public static final float COSINE_4 = 0.00091778877f;
  public static final float COSINE_5 = -2.3848339e-05f;

  private BoxMuller() {}

  /**
   * Transforms {@code count} pairs of words: cosine[i] and sine[i] from (word0[i], word1[i]). The
   * other arrays are scratch; all hold at least {@code count} elements.
   *
   * <p>Conversions have a loop of their own: C2 of Java 17 does not vectorise a loop that has one.
   */
  static void transform(
      int[] word0,
      int[] word1,
      float[] uniform,
      float[] radius,
      float[] cosine,
      float[] sine,
      int count) {
    convert(word0, uniform, count);
    radius(uniform, radius, count);
    convert(word1, uniform, count);
    angle(uniform, radius, count);
    cosine(uniform, radius, cosine, count);
    sine(uniform, radius, sine, count);
  }

  private static void convert(int[] words, float[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = (float) words[i];
    }
  }

  private static void radius(float[] uniform, float[] radius, int count) {
    for (int i = 0; i < count; i++) {
      float signed = Math.fma(uniform[i], 0x1p-32f, 0x1p-33f);
      float upper = Math.min(Math.max(signed * -0x1p40f, 0f), 1f);
      float v = Math.abs(signed);
      float root = (float) Math.sqrt(v);
      root = (float) Math.sqrt(root);
      root = (float) Math.sqrt(root);
      root = (float) Math.sqrt(root);
      float rise = Math.fma(upper, v, (1f - upper) * (1f - root));
      float t = rise / (2f - rise);
      float q = t * t;
      float p = Math.fma(ATANH_6, q, ATANH_5);
      p = Math.fma(p, q, ATANH_4);
      p = Math.fma(p, q, ATANH_3);
      p = Math.fma(p, q, ATANH_2);
      p = Math.fma(p, q, ATANH_1);
      p = Math.fma(p, q, ATANH_0);
      radius[i] = (float) Math.sqrt(Math.fma(upper, -60f, 64f) * t * p);
    }
  }

  /** Turns the converted word into the angle in quarter turns, and gives its sign to the radius. */
  private static void angle(float[] uniform, float[] radius, int count) {
    for (int i = 0; i < count; i++) {
      float signed = Math.fma(uniform[i], 0x1p-30f, 0x1p-31f);
      float sign = Math.min(Math.max(signed * 0x1p40f, -1f), 1f);
      radius[i] = radius[i] * sign;
      uniform[i] = Math.abs(signed) - 1f;
    }
  }

  private static void cosine(float[] angle, float[] radius, float[] cosine, int count) {
    for (int i = 0; i < count; i++) {
      float q = angle[i] * angle[i];
      float p = Math.fma(COSINE_5, q, COSINE_4);
      p = Math.fma(p, q, COSINE_3);
      p = Math.fma(p, q, COSINE_2);
      p = Math.fma(p, q, COSINE_1);
      p = Math.fma(p, q, COSINE_0);
      cosine[i] = radius[i] * p;
    }
  }

  private static void sine(float[] angle, float[] radius, float[] sine, int count) {
    for (int i = 0; i < count; i++) {
      float v = angle[i];
      float q = v * v;
      float p = Math.fma(SINE_4, q, SINE_3);
      p = Math.fma(p, q, SINE_2);
      p = Math.fma(p, q, SINE_1);
      p = Math.fma(p, q, SINE_0);
      sine[i] = radius[i] * (p * v);
    }
  }
}
