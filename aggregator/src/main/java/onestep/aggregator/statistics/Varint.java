package onestep.aggregator.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Non-negative integers in seven bits a byte, lowest first. */
final class Varint {

  private static final int PAYLOAD_BITS = 7;
  private static final int MORE = 1 << PAYLOAD_BITS;

  private Varint() {}

  static void write(DataOutput out, long value) throws IOException {
    long rest = value;
    while (rest >= MORE) {
      out.writeByte((int) (rest & (MORE - 1)) | MORE);
      rest >>>= PAYLOAD_BITS;
    }
    out.writeByte((int) rest);
  }

  static long read(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += PAYLOAD_BITS) {
      int next = in.readUnsignedByte();
      value |= (long) (next & (MORE - 1)) << shift;
      if (next < MORE) {
        return value;
      }
    }
    throw new IOException("an integer of more than 63 bits");
  }
}
