package onestep.worker.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.function.Consumer;

/**
 * What a backend asks of its device, in order: launches, which are queued, numbers that they take
 * along, and results, which are waited for together with whoever else of the session waits.
 */
final class Commands implements AutoCloseable {

  /** Bytes that cross in one piece at most. */
  private static final int MOST_TOGETHER = Script.MOST_BYTES / 2;

  private final Session session;
  private final Script script = new Script();
  private final DeviceMemory memory;

  /** Commands of a member of a session. */
  Commands(Session session, long pooledLimitBytes, Counters counters) {
    this.session = session;
    this.memory = new DeviceMemory(session.device(), pooledLimitBytes, counters, this::play);
  }

  /** Its memory, which may be asked from now on. */
  DeviceMemory memory() {
    session.makeCurrent();
    return memory;
  }

  /** Numbers as they cross. */
  static ByteBuffer bytes(float... values) {
    return bytes(values, 0, values.length);
  }

  /** Numbers as they cross. */
  static ByteBuffer bytes(float[] values, int first, int count) {
    ByteBuffer bytes = buffer((long) Float.BYTES * count);
    bytes.asFloatBuffer().put(values, first, count);
    return bytes;
  }

  /** Numbers as they cross. */
  static ByteBuffer bytes(long... values) {
    ByteBuffer bytes = buffer((long) Long.BYTES * values.length);
    bytes.asLongBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer buffer(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  /**
   * Queues a launch of at most so many items, which take no numbers along; the caller adds them.
   */
  Script.Launch launch(String kernel, int items) {
    room(items, 0, 0);
    return launch(kernel);
  }

  /** The same where {@link #send} or {@link #exchange} has made room. */
  Script.Launch launch(String kernel) {
    return launchOf(kernel, Kernels.THREADS);
  }

  /** The same with blocks of so many threads. */
  Script.Launch launchOf(String kernel, int threads) {
    return script.launch(kernel, threads);
  }

  /** Queues numbers for the device's memory. */
  void write(ByteBuffer values, DeviceAddress to) {
    for (int done = 0; done < values.capacity(); done += MOST_TOGETHER) {
      int some = Math.min(MOST_TOGETHER, values.capacity() - done);
      room(1, some, 0);
      copy(some, script.numbers(values.slice(done, some)), to.plus(done));
    }
  }

  /** Reads the device's memory, piece by piece. */
  void read(DeviceAddress from, long bytes, Consumer<ByteBuffer> taker) {
    for (long done = 0; done < bytes; done += MOST_TOGETHER) {
      int some = (int) Math.min(MOST_TOGETHER, bytes - done);
      room(1, 0, some);
      Script.Place to = script.results(some);
      copy(some, from.plus(done), to);
      play();
      taker.accept(script.read(to, some));
    }
  }

  private void copy(int bytes, Address from, Address to) {
    long count = bytes / Float.BYTES;
    launch("copyNumbers").item(Kernels.Grid.of(count), count, from, to);
  }

  /** Numbers of the host for the launches that come next. */
  record Numbers(Address address, DeviceBuffer buffer) implements AutoCloseable {
    @Override
    public void close() {
      if (buffer != null) {
        buffer.close();
      }
    }
  }

  /**
   * Makes room for launches of so many items, and takes their numbers along: in the script, or in
   * memory of their own if they are more than it holds. The launches have to be queued before
   * memory is asked for again, which may play what is queued.
   */
  Numbers send(ByteBuffer values, int items) {
    return send(values, items, 0);
  }

  private Numbers send(ByteBuffer values, int items, long resultBytes) {
    if (values.capacity() <= MOST_TOGETHER) {
      room(items, values.capacity(), resultBytes);
      return new Numbers(script.numbers(values), null);
    }
    DeviceBuffer buffer = memory().take(values.capacity());
    write(values, buffer.address());
    room(items, 0, resultBytes);
    return new Numbers(buffer.address(), buffer);
  }

  /** An operation that takes numbers along and has results. */
  interface Exchange {
    /** Queues what reads the numbers and leaves the results. */
    void queue(Address numbers, Address results);
  }

  /** Does an operation of so many items, and waits for its results. */
  void exchange(ByteBuffer numbers, int items, double[] out, Exchange operation) {
    DoubleBuffer target = DoubleBuffer.wrap(out);
    long bytes = (long) Double.BYTES * out.length;
    if (bytes <= MOST_TOGETHER) {
      try (Numbers sent = send(numbers, items, bytes)) {
        Script.Place place = script.results(bytes);
        operation.queue(sent.address(), place);
        play();
        target.put(script.read(place, (int) bytes).asDoubleBuffer());
      }
      return;
    }
    try (DeviceBuffer buffer = memory().take(bytes);
        Numbers sent = send(numbers, items, 0)) {
      operation.queue(sent.address(), buffer.address());
      read(buffer.address(), bytes, some -> target.put(some.asDoubleBuffer()));
    }
  }

  /** Makes room for an operation, which is then queued as a whole. */
  private void room(int items, long numberBytes, long resultBytes) {
    if (!script.hasRoom(items, numberBytes, resultBytes)) {
      play();
    }
  }

  /** Has everything that is queued done. */
  private void play() {
    session.play(script);
  }

  /** Forgets what is queued, frees its memory, and leaves the session. */
  @Override
  public void close() {
    script.clear();
    try {
      memory().clear();
    } finally {
      memory.abandon();
      session.leave(script);
    }
  }
}
