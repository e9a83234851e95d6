package onestep.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.worker.backend.cpu.CpuBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Inner loops allocate nothing: once the JIT has compiled them, a network allocates its small
 * objects, and no array or vector for each of its numbers.
 */
class AllocationTest {

  /** Compiling all loops takes seconds; a machine may be busy. */
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private static final int NETWORKS = 5;

  @ParameterizedTest
  @CsvSource({
    // depth, d, k, points, sampler, bytes of a network at most
    "1, 1000, 100000, 1, CONDITIONED, 50000", // 300,000 numbers
    "3, 100, 10000, 1, CONDITIONED, 200000", // 300,000 numbers
    "1, 100, 10000, 20, CONDITIONED, 500000", // 800,000 numbers and 2,000,000 pairs
    "2, 200, 600, 3, DENSE, 100000", // 480,000 numbers
  })
  void shouldAllocateNothingForEachNumber(
      int depth, int d, int k, int points, Sampler sampler, long most) {
    // Given
    CellSpec cell =
        new CellSpec(
            new ModelSpec(Collections.nCopies(depth, k), d, Activation.RELU, 1, sampler, 1),
            new SmallestStep(20, StepUnit.ETA, 0.5),
            points,
            CellSpec.CPU_NUMERICS);
    CellTrials trials = new CellTrials();
    long begun = System.nanoTime();
    long bytes;
    try (CpuBackend backend = new CpuBackend()) {
      do {
        // When
        long before = allocated();
        for (int network = 0; network < NETWORKS; network++) {
          trials.run(cell, network, backend);
        }
        bytes = (allocated() - before) / NETWORKS;
      } while (bytes > most && System.nanoTime() - begun < PATIENCE_NANOS);
    }

    // Then
    assertThat(bytes).isLessThan(most);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
