package onestep.worker.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import onestep.contract.cell.Activation;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Sampler;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.backend.Backend;

/** Several networks at once, each on a backend of its own. */
public final class SideBySide {

  private static final int[] DEPTHS = {1, 3};

  private final Supplier<Backend> backends;
  private final int[] counts;
  private final long nanos;

  /**
   * A comparison of one network at a time with several.
   *
   * @param backends each makes a backend more
   * @param most networks at once, at most
   * @param seconds how long each is measured at least
   */
  public SideBySide(Supplier<Backend> backends, int most, double seconds) {
    this.backends = backends;
    this.counts = IntStream.of(1, most / 4, most).filter(n -> n > 0).distinct().toArray();
    this.nanos = (long) (1e9 * seconds);
  }

  /**
   * Whether networks side by side are those computed alone, and how many a second.
   *
   * @param width neurons of the cells
   */
  public List<Row> rows(int width) {
    List<Row> rows = new ArrayList<>();
    for (Sampler sampler : Sampler.values()) {
      for (int depth : DEPTHS) {
        CellSpec cell = CellAgreement.cell(Activation.RELU, depth, width, sampler);
        String what =
            String.format(
                Locale.ROOT,
                "relu L=%d k=%,d %s, %s at once",
                depth,
                width,
                sampler.label(),
                IntStream.of(counts).mapToObj(n -> "" + n).collect(Collectors.joining(", ")));
        rows.add(new Row(what, rates(cell) + " networks/s", true));
      }
      rows.add(bits(CellAgreement.cell(Activation.RELU, 1, width, sampler)));
    }
    return rows;
  }

  private String rates(CellSpec cell) {
    return IntStream.of(counts)
        .mapToDouble(count -> rate(cell, count))
        .mapToObj(rate -> String.format(Locale.ROOT, "%.3g", rate))
        .collect(Collectors.joining(", "));
  }

  private double rate(CellSpec cell, int count) {
    return run(cell, count, (network, elapsed) -> elapsed < nanos).stream()
        .mapToDouble(part -> part.networks().size() / part.seconds())
        .sum();
  }

  private Row bits(CellSpec cell) {
    int most = counts[counts.length - 1];
    List<NetworkTrials> alone = networks(cell, 1, most);
    List<NetworkTrials> together = networks(cell, most, most);
    boolean same =
        IntStream.range(0, most)
            .allMatch(
                i ->
                    Arrays.equals(alone.get(i).values(), together.get(i).values())
                        && Arrays.equals(alone.get(i).steps(), together.get(i).steps()));
    String what = cell.model().sampler().label() + " networks, 1 and " + most + " at once";
    return new Row(what, same ? "the same bits" : "other results", same);
  }

  /** The first networks of a cell, in their order. */
  private List<NetworkTrials> networks(CellSpec cell, int count, int most) {
    return run(cell, count, (network, elapsed) -> network < most).stream()
        .flatMap(part -> part.networks().stream())
        .sorted(Comparator.comparingInt(NetworkTrials::network))
        .toList();
  }

  private interface Wanted {
    /** Whether a network is still to be computed so many nanoseconds after the first one. */
    boolean test(int network, long elapsed);
  }

  /** What one thread has computed, in how long. */
  private record Part(List<NetworkTrials> networks, double seconds) {}

  /** Networks from 0 on while they are wanted, at least one on each thread. */
  private List<Part> run(CellSpec cell, int count, Wanted wanted) {
    AtomicInteger next = new AtomicInteger();
    CountDownLatch warm = new CountDownLatch(count);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<Part>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        futures.add(threads.submit(() -> part(cell, next, warm, wanted)));
      }
      List<Part> parts = new ArrayList<>();
      for (Future<Part> future : futures) {
        parts.add(future.get());
      }
      return parts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  /** Contexts, kernels and the first network are not what is to be measured. */
  private Part part(CellSpec cell, AtomicInteger next, CountDownLatch warm, Wanted wanted)
      throws InterruptedException {
    CellTrials trials = new CellTrials();
    try (Backend backend = warmUp(trials, cell, warm)) {
      warm.await();
      List<NetworkTrials> networks = new ArrayList<>();
      long begun = System.nanoTime();
      int network = next.getAndIncrement();
      do {
        networks.add(trials.run(cell, network, backend));
        network = next.getAndIncrement();
      } while (wanted.test(network, System.nanoTime() - begun));
      return new Part(networks, (System.nanoTime() - begun) / 1e9);
    }
  }

  private Backend warmUp(CellTrials trials, CellSpec cell, CountDownLatch warm) {
    try {
      Backend backend = backends.get();
      trials.run(cell, 0, backend);
      return backend;
    } finally {
      warm.countDown();
    }
  }
}
