package onestep.aggregator.export;

import static onestep.aggregator.text.Numbers.fixed;
import static onestep.aggregator.text.Numbers.grouped;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import onestep.aggregator.statements.SharpTheorem;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.text.AttackText;
import onestep.aggregator.text.Numbers;
import onestep.aggregator.text.Rounded;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.ModelSpec;

/**
 * The cells as a table for a terminal, about 110 characters wide: right-aligned columns, an empty
 * line between depths, gains and activations, notes below their row.
 *
 * <p>Rows go by depth, activation, gain, dimension and width, as the curves of the figures; cells
 * that agree in all of them keep their order.
 *
 * <p>"±" is half of the 95 % interval of the mean; "theory" is the limit of large k and d.
 */
public final class TextTable {

  private static final String UNDEFINED = "–";

  /** A column: two lines of header and the field of a cell. */
  private record Field(String top, String bottom, Function<CellSummary, String> text) {}

  private static final List<Field> LEADING =
      List.of(
          new Field("", "L", c -> Integer.toString(c.spec().model().depth())),
          new Field("", "d", c -> grouped(c.spec().model().dimension())),
          new Field("", "k", c -> widths(c.spec().model())),
          new Field("", "gain", c -> Numbers.plain(c.spec().model().gain())));

  private static final Field ACTIVATION =
      new Field("", "activation", c -> c.spec().model().activation().label());

  /** What else may tell cells apart; each is shown only where it does. */
  private static final List<Field> DISTINGUISHING =
      List.of(
          new Field("", "attack", c -> AttackText.steps(c.spec().attack())),
          new Field("max", "step", c -> Numbers.plain(c.spec().attack().maxStep())),
          new Field("step", "unit", c -> c.spec().attack().unit().label()),
          new Field("", "resolution", TextTable::resolution),
          new Field("", "seed", c -> Long.toString(c.spec().model().seed())),
          new Field("", "sampler", c -> c.spec().model().sampler().label()));

  private static final List<Field> COUNTED =
      List.of(
          new Field("networks", "× points", c -> grouped(c.networks()) + "×" + c.spec().points()),
          new Field("flipped %", "[95 % interval]", TextTable::flipped));

  /** Shown where a cell has a fixed step: what it is for. */
  private static final List<Field> SUCCESS =
      List.of(
          new Field("flipped %", "theory", c -> percent(c.theory().flippedFraction())),
          new Field("theorem", "≥ %", c -> percent(SharpTheorem.flippedFraction(c))));

  private static final List<Field> MEASURED =
      List.of(
          new Field("η", "mean ±", c -> estimate(c.eta())),
          new Field("η", "theory", c -> number(c.theory().etaMean())),
          new Field("‖∇f‖", "mean ±", c -> estimate(c.gradientNorm())),
          new Field("‖∇f‖", "theory", c -> number(c.theory().gradientNorm())),
          new Field("", "linearity", c -> number(c.linearity().mean())));

  private static final Comparator<CellSummary> ORDER =
      Comparator.comparing(
          cell -> cell.spec().model(),
          Comparator.comparingInt(ModelSpec::depth)
              .thenComparing(ModelSpec::activation)
              .thenComparingDouble(ModelSpec::gain)
              .thenComparingInt(ModelSpec::dimension)
              .thenComparing(
                  model -> model.widths().stream().mapToInt(Integer::intValue).toArray(),
                  Arrays::compare));

  private TextTable() {}

  /**
   * The table, with '\n' line ends. Of probes {@link StatementTable} tells; empty without others.
   *
   * @param unsorted the cells
   * @param notes texts to show below cells, by cell id
   */
  public static String format(List<CellSummary> unsorted, Map<String, String> notes) {
    List<CellSummary> cells =
        unsorted.stream()
            .filter(cell -> !(cell.spec().attack() instanceof Probe))
            .sorted(ORDER)
            .toList();
    if (cells.isEmpty()) {
      return "";
    }
    List<Field> fields = fields(cells);
    List<List<String>> rows = new ArrayList<>();
    rows.add(fields.stream().map(Field::top).toList());
    rows.add(fields.stream().map(Field::bottom).toList());
    for (CellSummary cell : cells) {
      rows.add(fields.stream().map(field -> field.text().apply(cell)).toList());
    }
    Columns columns = new Columns(rows);
    StringBuilder table = new StringBuilder();
    table.append(columns.line(rows.get(0))).append(columns.line(rows.get(1)));
    for (int i = 0; i < cells.size(); i++) {
      if (i == 0 || !group(cells.get(i)).equals(group(cells.get(i - 1)))) {
        table.append('\n');
      }
      table.append(columns.line(rows.get(i + 2)));
      String remark = remark(cells.get(i), notes);
      if (!remark.isEmpty()) {
        table.append("     ").append(remark).append('\n');
      }
    }
    return table.toString();
  }

  private static List<Field> fields(List<CellSummary> cells) {
    List<Field> fields = new ArrayList<>(LEADING);
    if (cells.stream().map(c -> c.spec().model().activation()).distinct().count() > 1) {
      fields.add(ACTIVATION);
    }
    for (Field field : DISTINGUISHING) {
      Set<List<String>> without = new HashSet<>();
      Set<List<String>> with = new HashSet<>();
      for (CellSummary cell : cells) {
        List<String> row = new ArrayList<>(fields.stream().map(f -> f.text().apply(cell)).toList());
        row.add(Integer.toString(cell.spec().points()));
        without.add(List.copyOf(row));
        row.add(field.text().apply(cell));
        with.add(row);
      }
      if (with.size() > without.size()) {
        fields.add(field);
      }
    }
    fields.addAll(COUNTED);
    if (cells.stream().anyMatch(c -> c.spec().attack() instanceof FixedStep)) {
      fields.addAll(SUCCESS);
    }
    fields.addAll(MEASURED);
    return fields;
  }

  private static String resolution(CellSummary cell) {
    double resolution = cell.spec().attack().resolution();
    return resolution > 0 ? Numbers.plain(resolution) : UNDEFINED;
  }

  private static List<Object> group(CellSummary cell) {
    ModelSpec model = cell.spec().model();
    return List.of(model.depth(), model.gain(), model.activation());
  }

  private static String remark(CellSummary cell, Map<String, String> notes) {
    List<String> parts = new ArrayList<>();
    if (notes.containsKey(cell.spec().id())) {
      parts.add(notes.get(cell.spec().id()));
    }
    if (cell.degenerate() > 0) {
      parts.add(grouped(cell.degenerate()) + " degenerate (f or its gradient is 0)");
    }
    if (cell.unresolved() > 0) {
      parts.add(grouped(cell.unresolved()) + " unresolved (sign within rounding)");
    }
    return String.join("; ", parts);
  }

  private static String flipped(CellSummary cell) {
    Estimate flipped = cell.flippedFraction();
    if (!flipped.isDefined()) {
      return UNDEFINED;
    }
    String percent = fixed(100 * flipped.mean(), 1);
    return flipped.hasInterval()
        ? percent
            + " ["
            + fixed(100 * flipped.low(), 1)
            + ", "
            + fixed(100 * flipped.high(), 1)
            + "]"
        : percent;
  }

  private static String estimate(Estimate estimate) {
    if (!estimate.isDefined()) {
      return UNDEFINED;
    }
    if (!estimate.hasInterval()) {
      return number(estimate.mean());
    }
    return Rounded.withError(estimate.mean(), estimate.halfWidth());
  }

  private static String percent(double fraction) {
    return Double.isNaN(fraction) ? UNDEFINED : fixed(100 * fraction, 1);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? UNDEFINED : Rounded.number(value);
  }

  private static String widths(ModelSpec model) {
    return model.widths().stream().distinct().count() == 1
        ? grouped(model.widths().get(0))
        : Labels.widths(model);
  }
}
