package onestep.contract.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import onestep.contract.record.CellDefinition;
import onestep.contract.record.Parameter;

/** Maps cells to their records and back. */
public final class Definitions {

  static {
    AvroSafety.ensure();
  }

  private Definitions() {}

  /** The record of a cell. */
  public static CellDefinition toRecord(CellSpec cell) {
    ModelSpec model = cell.model();
    AttackSpec attack = cell.attack();
    return CellDefinition.newBuilder()
        .setCell(cell.id())
        .setModel(model.id())
        .setWidths(model.widths())
        .setDimension(model.dimension())
        .setActivation(model.activation().label())
        .setGain(model.gain())
        .setSampler(model.sampler().label())
        .setSeed(model.seed())
        .setAttack(attack.label())
        .setMaxStep(attack.maxStep())
        .setMaxStepUnit(attack.unit().label())
        .setResolution(attack.resolution())
        .setParameters(toRecords(attack.parameters()))
        .setPoints(cell.points())
        .setNumerics(cell.numerics())
        .build();
  }

  /**
   * The cell of a record.
   *
   * @throws IllegalArgumentException if a field is out of range or the ids are not those of the
   *     fields
   */
  public static CellSpec toSpec(CellDefinition definition) {
    ModelSpec model =
        new ModelSpec(
            definition.getWidths(),
            definition.getDimension(),
            Activation.of(definition.getActivation()),
            definition.getGain(),
            Sampler.of(definition.getSampler()),
            definition.getSeed());
    AttackSpec attack =
        AttackSpec.of(
            definition.getAttack(),
            definition.getMaxStep(),
            StepUnit.of(definition.getMaxStepUnit()),
            definition.getResolution(),
            toParameters(definition.getParameters()));
    CellSpec cell = new CellSpec(model, attack, definition.getPoints(), definition.getNumerics());
    if (!cell.id().equals(definition.getCell()) || !model.id().equals(definition.getModel())) {
      throw new IllegalArgumentException(
          "cell id " + definition.getCell() + " is not that of its definition, " + cell.id());
    }
    return cell;
  }

  /** In one order, as a map has none and equal cells are to have equal bytes. */
  private static List<Parameter> toRecords(Map<String, Double> parameters) {
    return new TreeMap<>(parameters)
        .entrySet().stream().map(entry -> new Parameter(entry.getKey(), entry.getValue())).toList();
  }

  private static Map<String, Double> toParameters(List<Parameter> records) {
    Map<String, Double> parameters = new HashMap<>();
    records.forEach(record -> parameters.put(record.getName(), record.getValue()));
    return parameters;
  }
}
