package onestep.worker.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
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
        .mapToObj(rate -> String.format(Locale.ROOT, "%,.3g", rate))
        .collect(Collectors.joining(", "));
  }

  private double rate(CellSpec cell, int count) {
    long begun = System.nanoTime();
    int done = run(cell, count, network -> System.nanoTime() - begun < nanos).size();
    return done / ((System.nanoTime() - begun) / 1e9);
  }

  private Row bits(CellSpec cell) {
    int most = counts[counts.length - 1];
    List<NetworkTrials> alone = run(cell, 1, network -> network < most);
    List<NetworkTrials> together = run(cell, most, network -> network < most);
    boolean same =
        IntStream.range(0, most)
            .allMatch(
                i ->
                    Arrays.equals(alone.get(i).values(), together.get(i).values())
                        && Arrays.equals(alone.get(i).steps(), together.get(i).steps()));
    String what = cell.model().sampler().label() + " networks, 1 and " + most + " at once";
    return new Row(what, same ? "the same bits" : "other results", same);
  }

  /**
   * Networks from 0 on while they are wanted, in their order; each thread computes one at least.
   */
  private List<NetworkTrials> run(CellSpec cell, int count, IntPredicate wanted) {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<List<NetworkTrials>>> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        parts.add(threads.submit(() -> part(cell, next, wanted)));
      }
      List<NetworkTrials> all = new ArrayList<>();
      for (Future<List<NetworkTrials>> part : parts) {
        all.addAll(part.get());
      }
      all.sort((a, b) -> Integer.compare(a.network(), b.network()));
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  private List<NetworkTrials> part(CellSpec cell, AtomicInteger next, IntPredicate wanted) {
    List<NetworkTrials> mine = new ArrayList<>();
    CellTrials trials = new CellTrials();
    try (Backend backend = backends.get()) {
      int network = next.getAndIncrement();
      do {
        mine.add(trials.run(cell, network, backend));
        network = next.getAndIncrement();
      } while (wanted.test(network));
    }
    return mine;
  }
}
