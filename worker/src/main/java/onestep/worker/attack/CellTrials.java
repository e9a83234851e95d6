package onestep.worker.attack;

import java.util.function.IntUnaryOperator;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.Footprint;
import onestep.contract.cell.ModelSpec;
import onestep.worker.backend.Backend;
import onestep.worker.matrix.MatrixFactory;
import onestep.worker.network.Network;

/** Runs trials by a cell's own attack. Safe for use by several threads, each with its backend. */
public final class CellTrials implements TrialRunner {

  private final MatrixFactory matrices;
  private final int columnsPerPass;

  /** The id of the model served last: hashing it costs as much as a small trial. */
  private volatile KnownModel known;

  private record KnownModel(ModelSpec model, String id) {}

  /** A runner within the limits that {@link Footprint} assumes. */
  public CellTrials() {
    this(MatrixFactory.bySampler(Footprint.KEPT_WEIGHT_BYTES), 0);
  }

  /**
   * A runner with matrices and passes of its own; the trials of dense networks depend on neither.
   *
   * @param matrices makes the matrices of networks
   * @param columnsPerPass columns of a pass of a scan, or 0 for the cell's own
   */
  public CellTrials(MatrixFactory matrices, int columnsPerPass) {
    this.matrices = matrices;
    this.columnsPerPass = columnsPerPass;
  }

  @Override
  public NetworkTrials run(CellSpec cell, int network, Backend backend) {
    Trials trials = new Trials(cell, network);
    int group = Footprint.pointsAtOnce(cell);
    try (Network sampled = new Network(backend, cell.model(), modelId(cell), network, matrices)) {
      GradientAttack attack = attack(cell, backend);
      for (int first = 0; first < cell.points(); first += group) {
        attack.run(sampled, first, Math.min(group, cell.points() - first), trials);
      }
    } catch (ArithmeticException e) {
      throw trials.failure("points", e.getMessage());
    }
    return trials.toNetworkTrials();
  }

  private GradientAttack attack(CellSpec cell, Backend backend) {
    AttackSpec attack = cell.attack();
    ModelSpec model = cell.model();
    StepRule rule =
        attack.match(
            new AttackSpec.Cases<StepRule>() {
              @Override
              public StepRule smallestStep(SmallestStep search) {
                return new SmallestStepRule(search, model, columnsPerPass(model));
              }

              @Override
              public StepRule fixedStep(FixedStep step) {
                return new FixedStepRule(step);
              }

              @Override
              public StepRule probe(Probe probe) {
                return new ProbeRule(cell, probe, backend);
              }
            });
    return new GradientAttack(backend, attack.unit(), rule);
  }

  private IntUnaryOperator columnsPerPass(ModelSpec model) {
    return scanned -> columnsPerPass > 0 ? columnsPerPass : Footprint.columns(model, scanned);
  }

  private String modelId(CellSpec cell) {
    KnownModel last = known;
    if (last == null || !last.model.equals(cell.model())) {
      last = new KnownModel(cell.model(), cell.model().id());
      known = last;
    }
    return last.id;
  }
}
