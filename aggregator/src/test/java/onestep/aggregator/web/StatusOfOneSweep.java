package onestep.aggregator.web;

import static onestep.aggregator.topology.Fixtures.spec;
import static onestep.aggregator.topology.Fixtures.summary;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import onestep.aggregator.topology.Fixtures;
import onestep.aggregator.view.CellStatus;
import onestep.aggregator.view.StatusSource;
import onestep.aggregator.view.SweepStatus;
import onestep.contract.record.DeadLetter;
import onestep.contract.record.SweepState;
import onestep.contract.record.Worker;
import onestep.contract.record.WorkerState;

/** A sweep of two cells, whose cells can be replaced. */
final class StatusOfOneSweep implements StatusSource {

  static final String NAME = "quick & small";
  static final String SPECIFICATION = "{\"name\":\"quick & small\"}";

  private final SweepStatus status =
      new SweepStatus(
          NAME,
          1,
          SweepState.RUNNING,
          2,
          0,
          20,
          0,
          20,
          4,
          1,
          0,
          0,
          12,
          1.5,
          Double.NaN,
          false,
          Fixtures.AT,
          Fixtures.AT);

  private volatile List<CellStatus> cells = List.of(cell(0, 10, 1), cell(1, 100, 3));

  /** A cell of which some networks are done. */
  static CellStatus cell(long position, int width, int networks) {
    return new CellStatus(
        spec(width).id(), position, 10, 0, networks, 0, summary(spec(width), networks));
  }

  void setCells(List<CellStatus> cells) {
    this.cells = cells;
  }

  @Override
  public List<SweepStatus> sweeps() {
    return List.of(status);
  }

  @Override
  public Optional<SweepStatus> sweep(String name) {
    return sweeps().stream().filter(sweep -> sweep.name().equals(name)).findFirst();
  }

  @Override
  public List<CellStatus> cells(String sweep) {
    return sweep.equals(NAME) ? cells : List.of();
  }

  @Override
  public Optional<String> specification(String sweep) {
    return sweep(sweep).map(known -> SPECIFICATION);
  }

  @Override
  public List<DeadLetter> deadLetters(String sweep) {
    return List.of(Fixtures.deadLetter(NAME, spec(100), 4, 1));
  }

  @Override
  public List<Worker> workers(Instant now) {
    return List.of(
        Worker.newBuilder()
            .setWorker("host-1")
            .setHost("host")
            .setProcessId(1)
            .setVersion("1")
            .setBackend("cpu")
            .setNumerics("cpu-2")
            .setJvm("17")
            .setSlots(2)
            .setMemoryBytes(1)
            .setState(WorkerState.RUNNING)
            .setTasks(List.of("task"))
            .setTasksDone(7)
            .setTrialsDone(21)
            .setBusySeconds(2.5)
            .setStartedAt(Fixtures.AT)
            .setUpdatedAt(Fixtures.AT)
            .build());
  }

  @Override
  public boolean isAlive() {
    return true;
  }
}
