package onestep.worker.backend.cuda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import onestep.contract.cell.CellSpec;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;

/** Networks of some cells, computed by several backends of one session side by side. */
final class Together {

  /** Nobody is ever late, so that what is launched together does not depend on the machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long POOLED_BYTES = 128 << 20;

  private final Counters counters = new Counters();
  private final int backends;
  private final int each;

  /**
   * So many backends for each cell.
   *
   * @param each networks that each of them computes
   */
  Together(int backends, int each) {
    this.backends = backends;
    this.each = each;
  }

  /** Computes them; rows in the order of cells and networks. */
  List<NetworkTrials> run(List<CellSpec> cells) throws Exception {
    CudaDevice device = CudaDevices.find().best().orElseThrow();
    Session session = new Session(device, counters, PATIENCE);
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Future<List<NetworkTrials>>> parts = new ArrayList<>();
    for (CellSpec cell : cells) {
      for (int first = 0; first < backends * each; first += each) {
        session.join();
        CudaBackend backend = new CudaBackend(session, POOLED_BYTES / backends, counters);
        int network = first;
        parts.add(threads.submit(() -> part(cell, network, backend)));
      }
    }
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.MINUTES);
    List<NetworkTrials> rows = new ArrayList<>();
    for (Future<List<NetworkTrials>> part : parts) {
      rows.addAll(part.get());
    }
    return rows;
  }

  private List<NetworkTrials> part(CellSpec cell, int first, CudaBackend backend) {
    try (backend) {
      return IntStream.range(first, first + each)
          .mapToObj(network -> new CellTrials().run(cell, network, backend))
          .toList();
    }
  }

  double launches() {
    return counters.launches.sum() / (double) (backends * each);
  }

  double copies() {
    return counters.copies.sum() / (double) (backends * each);
  }

  double waits() {
    return counters.waits.sum() / (double) (backends * each);
  }

  double kilobytesAcross() {
    return counters.transferredBytes.sum() / 1e3 / (backends * each);
  }
}
