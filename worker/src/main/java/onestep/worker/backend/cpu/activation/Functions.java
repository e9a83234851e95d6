package onestep.worker.backend.cpu.activation;

/**
 * Elementary functions of one float32 number, built from operations that vector units round as
 * scalar ones do. Errors are in units of u = 2^-24, relative unless said otherwise.
 *
 * <p>Coefficients are minimax fits of relative error (Lawson's iteration on the linearised
 * problem), rounded to float32.
 */
final class Functions {

  /** tanh t = t P(t²) / Q(t²) for |t| ≤ 9, where tanh is 1 to float32: fit 1.3e-9. */
  private static final float TANH_LIMIT = 9f;

  private static final float TANH_P1 = 0.13680862f;
  private static final float TANH_P2 = 0.0038695147f;
  private static final float TANH_P3 = 2.8031427e-5f;
  private static final float TANH_P4 = 3.0642738e-8f;
  private static final float TANH_P5 = -1.2246342e-11f;
  private static final float TANH_Q1 = 0.47014195f;
  private static final float TANH_Q2 = 0.027250182f;
  private static final float TANH_Q3 = 3.9407244e-4f;
  private static final float TANH_Q4 = 1.2890423e-6f;

  /** erf t = t P(t²) / Q(t²) for |t| ≤ 4, where erf is 1 to float32: fit 2.0e-9. */
  private static final float ERF_LIMIT = 4f;

  private static final float ERF_P0 = 1.1283792f;
  private static final float ERF_P1 = 0.18520504f;
  private static final float ERF_P2 = 0.05431695f;
  private static final float ERF_P3 = 0.0038496598f;
  private static final float ERF_P4 = 3.7960117e-4f;
  private static final float ERF_P5 = 4.6845244e-6f;
  private static final float ERF_P6 = -1.32010305e-8f;
  private static final float ERF_Q1 = 0.4974671f;
  private static final float ERF_Q2 = 0.113958985f;
  private static final float ERF_Q3 = 0.01546216f;
  private static final float ERF_Q4 = 0.0013075694f;
  private static final float ERF_Q5 = 6.310821e-5f;

  /** (e^r - 1 - r) / r² for r in [0, 11/16]: fit 2.5e-10 of e^r - 1. */
  private static final float GROWTH_2 = 0.49999997f;

  private static final float GROWTH_3 = 0.16666755f;
  private static final float GROWTH_4 = 0.041658886f;
  private static final float GROWTH_5 = 0.0083658025f;
  private static final float GROWTH_6 = 0.0013203026f;
  private static final float GROWTH_7 = 2.6817128e-4f;

  /** Beyond, e^-y stays e^-44 = 8e-20. */
  private static final float GROWTH_LIMIT = 44f;

  /** 2 atanh(z) / z in powers of z², z in [0, ⅓]: fit 4.0e-9. */
  private static final float LOG_0 = 2f;

  private static final float LOG_1 = 2 * 0.33333158f;
  private static final float LOG_2 = 2 * 0.20012455f;
  private static final float LOG_3 = 2 * 0.13980304f;
  private static final float LOG_4 = 2 * 0.14089157f;

  /** (sin r / r - 1) / r² in powers of r², |r| ≤ π/2: fit 5.3e-9 of sin r. */
  private static final float SINE_0 = -0.16666657f;

  private static final float SINE_1 = 0.0083330255f;
  private static final float SINE_2 = -1.9807412e-4f;
  private static final float SINE_3 = 2.6018877e-6f;

  /** π as a sum whose leading terms have few digits, so that n times them is exact. */
  private static final float PI_HIGH = 3.140625f;

  private static final float PI_MIDDLE = 9.675026e-4f;
  private static final float PI_LOW = 1.509958e-7f;
  private static final float INVERSE_PI = 0.3183099f;
  private static final float LARGEST_REMAINDER = 1.5708f;

  /** Adding and subtracting it rounds a number below 2^22 to the nearest whole one. */
  private static final float ROUNDER = 12582912f;

  private Functions() {}

  /** tanh t; error below 5 u. */
  static float tanh(float t) {
    float x = Math.max(Math.min(t, TANH_LIMIT), -TANH_LIMIT);
    float u = x * x;
    float p = Math.fma(TANH_P5, u, TANH_P4);
    p = Math.fma(p, u, TANH_P3);
    p = Math.fma(p, u, TANH_P2);
    p = Math.fma(p, u, TANH_P1);
    p = Math.fma(p, u, 1f);
    float q = Math.fma(TANH_Q4, u, TANH_Q3);
    q = Math.fma(q, u, TANH_Q2);
    q = Math.fma(q, u, TANH_Q1);
    q = Math.fma(q, u, 1f);
    return Math.max(Math.min(x * p / q, 1f), -1f);
  }

  /** erf t; error below 6 u. */
  static float erf(float t) {
    float x = Math.max(Math.min(t, ERF_LIMIT), -ERF_LIMIT);
    float u = x * x;
    float p = Math.fma(ERF_P6, u, ERF_P5);
    p = Math.fma(p, u, ERF_P4);
    p = Math.fma(p, u, ERF_P3);
    p = Math.fma(p, u, ERF_P2);
    p = Math.fma(p, u, ERF_P1);
    p = Math.fma(p, u, ERF_P0);
    float q = Math.fma(ERF_Q5, u, ERF_Q4);
    q = Math.fma(q, u, ERF_Q3);
    q = Math.fma(q, u, ERF_Q2);
    q = Math.fma(q, u, ERF_Q1);
    q = Math.fma(q, u, 1f);
    return Math.max(Math.min(x * p / q, 1f), -1f);
  }

  /**
   * e^y - 1 for y ≥ 0, that of 44 beyond; error below (8 + 2 y) u, as an error of y would give.
   *
   * <p>From e^(y/64) - 1 by doubling: (1 + m)² - 1 = m (2 + m).
   */
  static float growth(float y) {
    float r = Math.min(y, GROWTH_LIMIT) * 0x1p-6f;
    float p = Math.fma(GROWTH_7, r, GROWTH_6);
    p = Math.fma(p, r, GROWTH_5);
    p = Math.fma(p, r, GROWTH_4);
    p = Math.fma(p, r, GROWTH_3);
    p = Math.fma(p, r, GROWTH_2);
    float m = Math.fma(p * r, r, r);
    m = Math.fma(m, m, m + m);
    m = Math.fma(m, m, m + m);
    m = Math.fma(m, m, m + m);
    m = Math.fma(m, m, m + m);
    m = Math.fma(m, m, m + m);
    return Math.fma(m, m, m + m);
  }

  /** e^-y for y ≥ 0; error as {@link #growth}. */
  static float decay(float y) {
    return 1f / (1f + growth(y));
  }

  /** The smaller one of the logistic function at t and at -t: 1 / (1 + e^|t|). */
  static float logisticTail(float t) {
    return 1f / (2f + growth(Math.abs(t)));
  }

  /** The logistic function at t, given its {@link #logisticTail}. */
  static float logistic(float t, float tail) {
    return Math.fma(step(t), Math.fma(-2f, tail, 1f), tail);
  }

  /** ln(1 + e^t) = max(t, 0) + 2 atanh(1 / (1 + 2 e^|t|)). */
  static float softplus(float t) {
    float z = 1f / Math.fma(2f, growth(Math.abs(t)), 3f);
    float u = z * z;
    float p = Math.fma(LOG_4, u, LOG_3);
    p = Math.fma(p, u, LOG_2);
    p = Math.fma(p, u, LOG_1);
    p = Math.fma(p, u, LOG_0);
    return Math.fma(p, z, Math.max(t, 0f));
  }

  /** sin t; error below 3 u of max(|sin t|, min(|t|, 1)) for |t| up to 1e5. */
  static float sine(float t) {
    float n = round(t * INVERSE_PI);
    return alternating(n) * sineOfRemainder(remainder(t, n));
  }

  /** cos t = sin(t + π/2); absolute error below 3 u for |t| up to 1e5. */
  static float cosine(float t) {
    float n = round(Math.fma(t, INVERSE_PI, -0.5f));
    return -alternating(n) * sineOfRemainder(remainder(t, n + 0.5f));
  }

  /** 1 for t &gt; 0, else 0: t is scaled beyond 1, whatever its magnitude, and clamped. */
  static float step(float t) {
    return Math.min(Math.max(t * 0x1p127f * 0x1p127f, 0f), 1f);
  }

  private static float round(float t) {
    return (t + ROUNDER) - ROUNDER;
  }

  /** t - n π; huge t, of which no phase is left in float32, give some number in [-π/2, π/2]. */
  private static float remainder(float t, float n) {
    float r = Math.fma(n, -PI_HIGH, t);
    r = Math.fma(n, -PI_MIDDLE, r);
    r = Math.fma(n, -PI_LOW, r);
    return Math.max(Math.min(r, LARGEST_REMAINDER), -LARGEST_REMAINDER);
  }

  private static float sineOfRemainder(float r) {
    float u = r * r;
    float p = Math.fma(SINE_3, u, SINE_2);
    p = Math.fma(p, u, SINE_1);
    p = Math.fma(p, u, SINE_0);
    return Math.fma(p * u, r, r);
  }

  /** (-1)^n for a whole number n. */
  private static float alternating(float n) {
    float odd = Math.fma(-2f, round(n * 0.5f), n);
    return Math.fma(-2f * odd, odd, 1f);
  }
}
