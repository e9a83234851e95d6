package onestep.worker.backend.cuda;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToLongFunction;
import onestep.worker.random.StreamId;

/**
 * The structs that kernels take, as a C compiler lays them out: each field at a multiple of its
 * size, the whole a multiple of 8, which is the size of the pointer that each of them has.
 *
 * <p>Fields are Integer for int, Long for long long, Float, Double, {@link Address} for pointers
 * and {@link StreamId} for a Stream.
 */
final class Structs {

  private static final int SIZE = 8;

  private Structs() {}

  /**
   * Writes a struct where the buffer is, a multiple of 8.
   *
   * @param addresses what the pointers are
   */
  static void put(List<Object> fields, ToLongFunction<Address> addresses, ByteBuffer buffer) {
    for (Object field : fields) {
      put(field, addresses, buffer);
    }
    align(SIZE, buffer);
  }

  private static void put(Object field, ToLongFunction<Address> addresses, ByteBuffer buffer) {
    if (field instanceof Address address) {
      align(Long.BYTES, buffer).putLong(addresses.applyAsLong(address));
    } else if (field instanceof Long number) {
      align(Long.BYTES, buffer).putLong(number);
    } else if (field instanceof Integer number) {
      align(Integer.BYTES, buffer).putInt(number);
    } else if (field instanceof Float number) {
      align(Float.BYTES, buffer).putFloat(number);
    } else if (field instanceof Double number) {
      align(Double.BYTES, buffer).putDouble(number);
    } else if (field instanceof StreamId stream) {
      align(Integer.BYTES, buffer);
      for (long key : new long[] {stream.keyHigh(), stream.keyLow()}) {
        buffer.putInt((int) (key >>> Integer.SIZE)).putInt((int) key);
      }
      buffer.putInt(stream.purpose()).putInt(stream.network());
    } else {
      throw new IllegalArgumentException("no kernel takes a " + field.getClass().getName());
    }
  }

  private static ByteBuffer align(int size, ByteBuffer buffer) {
    return buffer.position((buffer.position() + size - 1) / size * size);
  }
}
