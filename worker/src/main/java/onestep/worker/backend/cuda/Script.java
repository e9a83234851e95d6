package onestep.worker.backend.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a backend has queued and a {@link Session} has not played yet: launches in order, the
 * numbers that go with them to the device, and room for the results that come back. Numbers and
 * results have a {@link Place} until then.
 */
final class Script {

  /** Bytes that may be on the way to the device, and as many on the way back. */
  static final int MOST_BYTES = 1 << 20;

  /** What the struct of an item takes at most. */
  private static final int MOST_ITEM_BYTES = 96;

  private static final int ALIGNMENT = 8;

  private final List<Launch> launches = new ArrayList<>();
  private final List<ByteBuffer> numbers = new ArrayList<>();
  private int items;
  private int numberBytes;
  private int resultBytes;
  private DeviceAddress numbersAt;
  private DeviceAddress resultsAt;
  private ByteBuffer results = ByteBuffer.allocate(0);

  /**
   * A place in a script.
   *
   * @param ofResults whether results come back from there, else numbers go there
   * @param offset in bytes
   */
  record Place(boolean ofResults, int offset) implements Address {

    @Override
    public Place plus(long bytes) {
      return new Place(ofResults, Math.toIntExact(offset + bytes));
    }
  }

  /** A kernel and what it is to do: items that are independent of one another. */
  final class Launch {
    private final String kernel;
    private final int threads;
    private final List<Item> mine = new ArrayList<>();

    private Launch(String kernel, int threads) {
      this.kernel = kernel;
      this.threads = threads;
    }

    /**
     * Adds an item.
     *
     * @param fields those of the kernel's struct, in order; see {@link Structs}
     */
    Launch item(Kernels.Grid grid, Object... fields) {
      mine.add(new Item(grid, List.of(fields)));
      items++;
      return this;
    }

    /** Whether the other one can be done in the same launch. */
    boolean isLike(Launch other) {
      return threads == other.threads && kernel.equals(other.kernel);
    }

    String kernel() {
      return kernel;
    }

    int threads() {
      return threads;
    }

    List<Item> items() {
      return mine;
    }
  }

  /** What a launch does for one item. */
  record Item(Kernels.Grid grid, List<Object> fields) {}

  /** Whether an operation of so many items fits into what is queued already. */
  boolean hasRoom(int itemCount, long numberCount, long results) {
    long there = (long) MOST_ITEM_BYTES * (items + itemCount) + numberBytes + numberCount;
    return there <= MOST_BYTES && resultBytes + results <= MOST_BYTES;
  }

  /** Queues numbers that the next launches read; they are copied when it is played. */
  Place numbers(ByteBuffer values) {
    numbers.add(values);
    Place place = new Place(false, numberBytes);
    numberBytes = aligned((long) numberBytes + values.capacity());
    return place;
  }

  /** Room for results of the next launches. */
  Place results(long bytes) {
    Place place = new Place(true, resultBytes);
    resultBytes = aligned(resultBytes + bytes);
    return place;
  }

  private static int aligned(long bytes) {
    return Math.toIntExact((bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  }

  /** Queues a launch of blocks of so many threads, whose items the caller adds. */
  Launch launch(String kernel, int threads) {
    Launch launch = new Launch(kernel, threads);
    launches.add(launch);
    return launch;
  }

  boolean isEmpty() {
    return launches.isEmpty();
  }

  List<Launch> launches() {
    return launches;
  }

  /** Bytes that go to the device, at most. */
  int bytesThere() {
    return MOST_ITEM_BYTES * items + numberBytes;
  }

  int numberBytes() {
    return numberBytes;
  }

  int resultBytes() {
    return resultBytes;
  }

  /** Tells where on the device its numbers and results will be. */
  void lay(DeviceAddress itsNumbers, DeviceAddress itsResults) {
    numbersAt = itsNumbers;
    resultsAt = itsResults;
  }

  /** An address as kernels take it, of a script that has been laid. */
  long address(Address address) {
    if (address instanceof Place place) {
      return (place.ofResults() ? resultsAt : numbersAt).value() + place.offset();
    }
    return ((DeviceAddress) address).value();
  }

  /** Writes the numbers, each where its place is in the buffer. */
  void putNumbers(ByteBuffer buffer) {
    int at = 0;
    for (ByteBuffer some : numbers) {
      buffer.put(at, some, 0, some.capacity());
      at = aligned((long) at + some.capacity());
    }
  }

  /** Forgets everything; results that came are kept until the next ones come. */
  void clear() {
    launches.clear();
    numbers.clear();
    items = 0;
    numberBytes = 0;
    resultBytes = 0;
  }

  /** It was played. */
  void finish(ByteBuffer received) {
    results = ByteBuffer.allocate(received.remaining()).order(received.order());
    results.put(received).flip();
    clear();
  }

  /** Results that came back. */
  ByteBuffer read(Place from, int bytes) {
    return results.slice(from.offset(), bytes).order(results.order());
  }
}
