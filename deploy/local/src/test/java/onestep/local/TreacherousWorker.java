package onestep.local;

import java.time.Duration;
import onestep.contract.cell.CellSpec;
import onestep.contract.kafka.KafkaConnection;
import onestep.worker.Worker;
import onestep.worker.WorkerConfig;
import onestep.worker.attack.CellTrials;
import onestep.worker.attack.NetworkTrials;
import onestep.worker.attack.TrialRunner;
import onestep.worker.backend.Backend;
import onestep.worker.backend.cpu.CpuBackend;

/** A worker process that fails, in a way that depends on the width of the cell. */
final class TreacherousWorker implements TrialRunner {

  /** Networks of this width throw. */
  static final int THROWS = 101;

  /** Networks of this width end the process as SIGKILL would. */
  static final int KILLS = 102;

  /** Networks of this width never end. */
  static final int NEVER_ENDS = 103;

  private final TrialRunner good = new CellTrials();

  private TreacherousWorker() {}

  /** Runs it; the arguments are the bootstrap servers and the worker's name. */
  public static void main(String[] arguments) throws Exception {
    WorkerConfig config =
        WorkerConfig.defaults()
            .withName(arguments[1])
            .withSlots(1)
            .withMostTasks(1) // what is held beside a task that kills would lose a delivery as well
            .withTimeLimit(Duration.ofSeconds(5));
    Worker.start(KafkaConnection.to(arguments[0]), config, new TreacherousWorker(), CpuBackend::new)
        .ended()
        .get();
  }

  @Override
  public NetworkTrials run(CellSpec cell, int network, Backend backend) {
    switch (cell.model().widths().get(0)) {
      case THROWS -> throw new IllegalStateException("made to throw");
      case KILLS -> Runtime.getRuntime().halt(137);
      case NEVER_ENDS -> {
        while (true) {
          backend.allocate(1, 1).close();
        }
      }
      default -> {}
    }
    return good.run(cell, network, backend);
  }
}
