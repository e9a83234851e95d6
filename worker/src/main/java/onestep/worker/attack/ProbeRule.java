package onestep.worker.attack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ProbeQuantity;
import onestep.contract.cell.StepUnit;
import onestep.contract.theory.Statement;
import onestep.contract.theory.Statements;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.network.ForwardPass;
import onestep.worker.network.Network;
import onestep.worker.probe.PointProbe;

/**
 * Measures the paper's statements at each point of a network and judges them by their bounds; then
 * takes the step of length R along the gradient.
 */
final class ProbeRule implements LineRule {

  private final Probe spec;
  private final Backend backend;
  private final Map<ProbeQuantity, List<Bound>> bounds = new EnumMap<>(ProbeQuantity.class);

  /** The probe of the network that is worked on; a rule serves one. */
  private PointProbe probe;

  private record Bound(Statement statement, ProbeQuantity violated, double value) {}

  ProbeRule(CellSpec cell, Probe spec, Backend backend) {
    this.spec = spec;
    this.backend = backend;
    for (Statement statement : Statements.ALL) {
      statement
          .violated()
          .ifPresent(
              violated ->
                  statement
                      .bound(cell)
                      .ifPresent(
                          value ->
                              bounds.merge(
                                  statement.measured(),
                                  List.of(new Bound(statement, violated, value)),
                                  ProbeRule::both)));
    }
  }

  private static List<Bound> both(List<Bound> some, List<Bound> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  @Override
  public void look(
      Network network, ForwardPass pass, Block gradients, LineStarts starts, Trials trials) {
    if (probe == null) {
      probe = new PointProbe(backend, network, spec);
    }
    double[] errors = new double[starts.count()];
    for (int j = 0; j < errors.length; j++) {
      errors[j] = starts.valueError(j);
    }
    probe.measure(
        pass,
        gradients,
        errors,
        starts.point(0),
        (quantity, j, value, judged) -> {
          int point = starts.point(j);
          trials.checkFinite(point, quantity.label(), value);
          trials.quantity(quantity.index(), point, value);
          for (Bound bound : bounds.getOrDefault(quantity, List.of())) {
            boolean violated = bound.statement().violates(judged, bound.value());
            trials.quantity(bound.violated().index(), point, violated ? 1 : 0);
          }
        });
  }

  @Override
  public void end(
      Network network, ForwardPass pass, Block vectors, LineStarts starts, Trials trials) {
    LineRule.oneWay(new FixedStepRule(new FixedStep(spec.radius(), StepUnit.LENGTH)))
        .end(network, pass, vectors, starts, trials);
  }
}
