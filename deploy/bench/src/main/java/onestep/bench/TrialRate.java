package onestep.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import onestep.contract.cell.CellSpec;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.backend.cpu.CpuBackend;

/**
 * The rate at which slots sample and attack the networks of a cell.
 *
 * @param secondsPerNetwork of one slot, while all slots work
 * @param networks what they computed
 */
record TrialRate(double secondsPerNetwork, List<NetworkTrials> networks) {

  /**
   * Runs networks on slots for a while, after a warm-up of half as long; at least two a slot.
   *
   * @param slots threads, each with its backend
   */
  static TrialRate measure(CellSpec cell, int slots, Duration time) {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(slots);
    try {
      List<Future<TrialRate>> running = new ArrayList<>();
      for (int slot = 0; slot < slots; slot++) {
        running.add(threads.submit(() -> onOneSlot(cell, next, time)));
      }
      List<NetworkTrials> networks = new ArrayList<>();
      double seconds = 0;
      for (Future<TrialRate> slot : running) {
        seconds += slot.get().secondsPerNetwork() / slots;
        networks.addAll(slot.get().networks());
      }
      return new TrialRate(seconds, networks);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cell " + cell.model() + " failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static TrialRate onOneSlot(CellSpec cell, AtomicInteger next, Duration time) {
    CellTrials trials = new CellTrials();
    List<NetworkTrials> networks = new ArrayList<>();
    try (CpuBackend backend = new CpuBackend()) {
      long warm = System.nanoTime() + time.toNanos() / 2;
      do {
        networks.add(trials.run(cell, next.getAndIncrement(), backend));
      } while (System.nanoTime() < warm);
      int before = networks.size();
      long begun = System.nanoTime();
      do {
        networks.add(trials.run(cell, next.getAndIncrement(), backend));
      } while (networks.size() < before + 2 || System.nanoTime() - begun < time.toNanos());
      double seconds = (System.nanoTime() - begun) / 1e9 / (networks.size() - before);
      return new TrialRate(seconds, networks);
    }
  }
}
