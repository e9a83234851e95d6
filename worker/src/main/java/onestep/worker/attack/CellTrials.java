package onestep.worker.attack;

import java.util.function.IntUnaryOperator;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.AttackSpec.SignStep;
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
      Attack attack = attack(cell, backend);
      for (int first = 0; first < cell.points(); first += group) {
        attack.run(sampled, first, Math.min(group, cell.points() - first), trials);
      }
      attack.finish(trials);
    } catch (ArithmeticException e) {
      throw trials.failure("points", e.getMessage());
    }
    return trials.toNetworkTrials();
  }

  /** The attack of a cell. */
  Attack attack(CellSpec cell, Backend backend) {
    return cell.attack().match(new Attacks(cell, backend));
  }

  /** The attacks on the networks of a cell. */
  private final class Attacks implements AttackSpec.Cases<Attack> {
    private final CellSpec cell;
    private final ModelSpec model;
    private final Backend backend;

    Attacks(CellSpec cell, Backend backend) {
      this.cell = cell;
      this.model = cell.model();
      this.backend = backend;
    }

    @Override
    public Attack smallestStep(SmallestStep attack) {
      return oneWay(attack, new GradientDirection(), search(attack));
    }

    @Override
    public Attack fixedStep(FixedStep attack) {
      return oneWay(attack, new GradientDirection(), new FixedStepRule(attack));
    }

    @Override
    public Attack signStep(SignStep attack) {
      return oneWay(attack, new SignDirection(backend), search(attack));
    }

    @Override
    public Attack randomDirection(RandomDirection attack) {
      return new RandomAttack(backend, attack, search(attack));
    }

    @Override
    public Attack gradientDescent(GradientDescent attack) {
      return new DescentAttack(backend, attack, search(GradientDescent.SINGLE_STEP));
    }

    @Override
    public Attack probe(Probe attack) {
      return new LineAttack(
          backend, attack.unit(), new GradientDirection(), new ProbeRule(cell, attack, backend));
    }

    private Attack oneWay(AttackSpec attack, Direction direction, StepRule rule) {
      return new LineAttack(backend, attack.unit(), direction, LineRule.oneWay(rule));
    }

    private StepRule search(AttackSpec attack) {
      return new SmallestStepRule(attack, model, columnsPerPass(model));
    }
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
