package onestep.aggregator.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A sum of doubles without rounding: its value and its bytes do not depend on the order in which
 * numbers were added, nor on how they were grouped.
 *
 * <p>A fixed-point superaccumulator after Kulisch: the sum is Σ limb_j 2^(32 j - 1074), with limbs
 * of 32 bits held in longs, so that 2^30 numbers go in before carries must be propagated. A sum
 * takes 544 bytes of memory and a few dozen bytes written. Mutable; not safe for use by several
 * threads.
 */
public final class ExactSum {

  /** Every double is a multiple of 2^-1074, and so is every sum. */
  static final int SCALE = 1074;

  private static final int LIMB_BITS = 32;
  private static final long LIMB_MASK = 0xffff_ffffL;
  private static final int LIMBS = 68;
  private static final int SIGNIFICAND_BITS = 52;
  private static final long SIGNIFICAND_MASK = (1L << SIGNIFICAND_BITS) - 1;
  private static final int EXPONENT_MASK = 0x7ff;
  private static final int ADDITIONS_BETWEEN_CARRIES = 1 << 30;

  private final long[] limbs = new long[LIMBS];
  private int additions;

  /**
   * Adds a number.
   *
   * @throws IllegalArgumentException if it is NaN or infinite; the sum is unchanged
   */
  public void add(double x) {
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("an exact sum takes finite numbers, got " + x);
    }
    long bits = Double.doubleToRawLongBits(x);
    int exponent = (int) (bits >>> SIGNIFICAND_BITS) & EXPONENT_MASK;
    long significand = bits & SIGNIFICAND_MASK;
    if (exponent == 0) {
      exponent = 1;
    } else {
      significand |= SIGNIFICAND_MASK + 1;
    }
    int shift = exponent - 1;
    int limb = shift / LIMB_BITS;
    int offset = shift % LIMB_BITS;
    long low = (significand << offset) & LIMB_MASK;
    long middle = (significand >>> (LIMB_BITS - offset)) & LIMB_MASK;
    long high = (significand >>> LIMB_BITS) >>> (LIMB_BITS - offset);
    if (bits >= 0) {
      limbs[limb] += low;
      limbs[limb + 1] += middle;
      limbs[limb + 2] += high;
    } else {
      limbs[limb] -= low;
      limbs[limb + 1] -= middle;
      limbs[limb + 2] -= high;
    }
    if (++additions >= ADDITIONS_BETWEEN_CARRIES) {
      propagateCarries();
    }
  }

  /**
   * Adds the product of two numbers without rounding, as its rounded value and the rounding error.
   *
   * @throws IllegalArgumentException if the product is NaN or infinite; the sum is unchanged
   */
  public void addProduct(double a, double b) {
    double product = a * b;
    add(product);
    // Below 2^-969 the error may itself be rounded; it stays a function of a and b.
    add(Math.fma(a, b, -product));
  }

  /**
   * Adds the product of three numbers without rounding, as {@link #addProduct(double, double)}.
   *
   * @throws IllegalArgumentException if a product is NaN or infinite
   */
  public void addProduct(double a, double b, double c) {
    double product = a * b;
    addProduct(product, c);
    addProduct(Math.fma(a, b, -product), c);
  }

  /** Adds another sum, which keeps its value. */
  public void add(ExactSum other) {
    propagateCarries();
    other.propagateCarries();
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] += other.limbs[i];
    }
    propagateCarries();
  }

  /** The sum, rounded once, to nearest and ties to even. */
  public double doubleValue() {
    return toDouble(scaled(), -SCALE);
  }

  /** The sum times 2^{@value #SCALE}, which is an integer. */
  BigInteger scaled() {
    propagateCarries();
    ByteBuffer twosComplement = ByteBuffer.allocate(Long.BYTES + (LIMBS - 1) * Integer.BYTES);
    twosComplement.putLong(limbs[LIMBS - 1]);
    for (int i = LIMBS - 2; i >= 0; i--) {
      twosComplement.putInt((int) limbs[i]);
    }
    return new BigInteger(twosComplement.array());
  }

  /** integer · 2^exponent, rounded to nearest and ties to even. */
  static double toDouble(BigInteger integer, int exponent) {
    BigInteger magnitude = integer.abs();
    int shift = Math.max(0, magnitude.bitLength() - (SIGNIFICAND_BITS + 1));
    long significand = magnitude.shiftRight(shift).longValue();
    if (shift > 0 && magnitude.testBit(shift - 1)) {
      boolean tie = magnitude.getLowestSetBit() == shift - 1;
      if (!tie || (significand & 1) == 1) {
        significand++;
      }
    }
    return integer.signum() * Math.scalb((double) significand, shift + exponent);
  }

  /** Writes the canonical form: equal sums write equal bytes. */
  void writeTo(DataOutput out) throws IOException {
    propagateCarries();
    boolean negative = limbs[LIMBS - 1] < 0;
    long[] magnitude = negative ? negated() : limbs;
    int first = 0;
    while (first < LIMBS && magnitude[first] == 0) {
      first++;
    }
    int end = LIMBS;
    while (end > first && magnitude[end - 1] == 0) {
      end--;
    }
    int count = end - first;
    out.writeByte(negative ? -count : count);
    if (count > 0) {
      out.writeByte(first);
      for (int i = first; i < end; i++) {
        out.writeInt((int) magnitude[i]);
      }
    }
  }

  /** Reads {@link #writeTo}. */
  static ExactSum readFrom(DataInput in) throws IOException {
    ExactSum sum = new ExactSum();
    int signed = in.readByte();
    if (signed != 0) {
      int first = in.readUnsignedByte();
      int count = Math.abs(signed);
      if (first + count > LIMBS) {
        throw new IOException("a sum has " + LIMBS + " limbs, got " + (first + count));
      }
      for (int i = first; i < first + count; i++) {
        long limb = in.readInt() & LIMB_MASK;
        sum.limbs[i] = signed < 0 ? -limb : limb;
      }
    }
    return sum;
  }

  private long[] negated() {
    ExactSum negated = new ExactSum();
    Arrays.setAll(negated.limbs, i -> -limbs[i]);
    negated.propagateCarries();
    return negated.limbs;
  }

  /** Brings every limb but the last, which carries the sign, into [0, 2^32). */
  private void propagateCarries() {
    long carry = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      long limb = limbs[i] + carry;
      limbs[i] = limb & LIMB_MASK;
      carry = limb >> LIMB_BITS;
    }
    limbs[LIMBS - 1] += carry;
    additions = 0;
  }
}
