package onestep.aggregator.export;

import static onestep.aggregator.text.Numbers.exact;
import static onestep.aggregator.text.Numbers.grouped;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import onestep.aggregator.statements.Finding;
import onestep.aggregator.statements.Finding.Verdict;
import onestep.aggregator.statements.ValueLawFinding;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.text.Numbers;
import onestep.aggregator.text.Rounded;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.ModelSpec;
import onestep.contract.theory.Statement;
import onestep.contract.theory.Statements;
import org.apache.commons.csv.CSVPrinter;

/**
 * The paper's statements beside what was measured of them: as {@code statements.csv}, a row for
 * each cell and statement, and as a text with a row for each activation and statement.
 */
public final class StatementTable {

  private static final String UNDEFINED = "–";

  private static final List<String> HEADER =
      List.of(
          "cell",
          "statement",
          "version",
          "activation",
          "depth",
          "dimension",
          "width",
          "failure",
          "radius",
          "measured",
          "mean",
          "low",
          "high",
          "side",
          "bound",
          "limit",
          "trivial",
          "violated",
          "violated_low",
          "violated_high",
          "verdict",
          "unmet");

  /** A column of the text. */
  private record Field(String header, Function<List<Finding>, String> text) {}

  /** What of the cell that is shown may differ from row to row. */
  private static final List<Field> SETTING =
      List.of(
          new Field("d", of((cell, probe) -> grouped(cell.spec().model().dimension()))),
          new Field("k", of((cell, probe) -> widths(cell.spec().model()))),
          new Field("R", of((cell, probe) -> Numbers.plain(probe.radius()))),
          new Field("γ", of((cell, probe) -> Numbers.plain(probe.failure()))));

  private static final List<Field> LEADING =
      List.of(
          new Field("statement", findings -> findings.get(0).statement().label()),
          new Field("of", findings -> findings.get(0).statement().measured().label()),
          new Field("ψ", of((cell, probe) -> cell.spec().model().activation().label())));

  private static final List<Field> FOUND =
      List.of(
          new Field("measured", shown(finding -> estimate(finding.measured()))),
          new Field("bound", shown(StatementTable::bound)),
          new Field("limit", shown(finding -> number(finding.limit()))),
          new Field("trivial", shown(finding -> number(finding.trivial()))),
          new Field("violated", shown(StatementTable::violated)),
          new Field("holds in", StatementTable::holds),
          new Field("verdict", StatementTable::verdict));

  private StatementTable() {}

  /** Writes the header and a row for each finding, in the form of {@link CellTable}. */
  public static void write(List<CellSummary> cells, OutputStream out) throws IOException {
    CSVPrinter table =
        new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), Csv.FORMAT);
    table.printRecord(HEADER);
    for (Finding finding : Finding.of(cells)) {
      CellSummary cell = finding.cell();
      ModelSpec model = cell.spec().model();
      Probe probe = finding.probe();
      Statement statement = finding.statement();
      table.printRecord(
          cell.spec().id(),
          statement.label(),
          statement.version(),
          model.activation().label(),
          model.depth(),
          model.dimension(),
          Labels.widths(model),
          exact(probe.failure()),
          exact(probe.radius()),
          statement.measured().label(),
          exact(finding.measured().mean()),
          exact(finding.measured().low()),
          exact(finding.measured().high()),
          statement.side().name().toLowerCase(Locale.ROOT),
          exact(orNaN(finding.bound())),
          exact(orNaN(finding.limit())),
          exact(orNaN(finding.trivial())),
          exact(finding.violated().mean()),
          exact(finding.violated().low()),
          exact(finding.violated().high()),
          finding.verdict().text(),
          finding.unmet().orElse(""));
    }
    // Closing the table would close the stream, which is the caller's.
    table.flush();
  }

  /**
   * The table for a terminal: of each statement and activation the numbers of the largest network,
   * and the verdict over all cells. Empty without a probe.
   */
  public static String format(List<CellSummary> cells) {
    List<List<Finding>> groups = groups(Finding.of(cells));
    if (groups.isEmpty()) {
      return "";
    }
    List<Field> fields = new ArrayList<>(LEADING);
    List<String> common = new ArrayList<>();
    for (Field field : SETTING) {
      Set<String> texts = groups.stream().map(field.text()).collect(Collectors.toSet());
      if (texts.size() == 1) {
        common.add(field.header() + " = " + texts.iterator().next());
      } else {
        fields.add(field);
      }
    }
    fields.addAll(FOUND);
    List<List<String>> rows = new ArrayList<>();
    rows.add(fields.stream().map(Field::header).toList());
    for (List<Finding> group : groups) {
      rows.add(fields.stream().map(field -> field.text().apply(group)).toList());
    }
    return "The paper's statements"
        + (common.isEmpty() ? "" : ", at " + String.join(", ", common))
        + "; \"holds in\" counts all cells, \"violated\" is to be compared with γ\n\n"
        + lines(rows)
        + "\nThe law of f(x): its largest distance from N(0, q_L)\n\n"
        + lines(laws(cells));
  }

  private static List<List<String>> laws(List<CellSummary> cells) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ψ", "gain", "L", "k", "exact", "exact × k", "sampled at deciles", "noise"));
    for (ValueLawFinding finding : ValueLawFinding.of(cells)) {
      ModelSpec model = finding.cell().spec().model();
      int width = model.widths().get(0);
      rows.add(
          List.of(
              model.activation().label(),
              Numbers.plain(model.gain()),
              Integer.toString(model.depth()),
              widths(model),
              number(finding.exact()),
              finding.exact().isPresent()
                  ? Rounded.number(finding.exact().getAsDouble() * width)
                  : UNDEFINED,
              Double.isNaN(finding.sampled()) ? UNDEFINED : Rounded.number(finding.sampled()),
              Double.isNaN(finding.noise()) ? UNDEFINED : "± " + Rounded.number(finding.noise())));
    }
    return rows;
  }

  private static String lines(List<List<String>> rows) {
    Columns columns = new Columns(rows);
    return rows.stream().map(columns::line).collect(Collectors.joining());
  }

  /** The findings of each statement and activation, in the order of the paper. */
  private static List<List<Finding>> groups(List<Finding> findings) {
    Map<List<Object>, List<Finding>> groups = new LinkedHashMap<>();
    for (Statement statement : Statements.ALL) {
      for (Finding finding : findings) {
        if (finding.statement() == statement) {
          groups
              .computeIfAbsent(
                  List.of(statement, finding.cell().spec().model().activation()),
                  group -> new ArrayList<>())
              .add(finding);
        }
      }
    }
    return List.copyOf(groups.values());
  }

  private static Function<List<Finding>, String> shown(Function<Finding, String> text) {
    return findings -> text.apply(Finding.mostTelling(findings));
  }

  private static Function<List<Finding>, String> of(BiFunction<CellSummary, Probe, String> text) {
    return shown(finding -> text.apply(finding.cell(), finding.probe()));
  }

  private static String bound(Finding finding) {
    return finding.bound().isEmpty()
        ? UNDEFINED
        : (finding.statement().side() == Statement.Side.ABOVE ? "≤ " : "≥ ")
            + number(finding.bound());
  }

  private static String violated(Finding finding) {
    return finding.violated().isDefined() ? Rounded.number(finding.violated().mean()) : UNDEFINED;
  }

  private static String holds(List<Finding> findings) {
    long judged = findings.stream().filter(each -> each.verdict().isJudged()).count();
    long failed = findings.stream().filter(each -> each.verdict() == Verdict.FAILS).count();
    return judged == 0 ? UNDEFINED : (judged - failed) + " of " + judged;
  }

  /** The worst of all cells; where none could be judged, why. */
  private static String verdict(List<Finding> findings) {
    Finding shown = Finding.mostTelling(findings);
    if (findings.stream().anyMatch(each -> each.verdict() == Verdict.FAILS)) {
      return Verdict.FAILS.text();
    }
    return shown.verdict().isJudged()
        ? shown.verdict().text()
        : shown.unmet().map(reason -> "needs " + reason).orElse(UNDEFINED);
  }

  private static String widths(ModelSpec model) {
    return model.widths().stream().distinct().count() == 1
        ? grouped(model.widths().get(0))
        : Labels.widths(model);
  }

  private static String estimate(Estimate estimate) {
    if (!estimate.isDefined()) {
      return UNDEFINED;
    }
    return estimate.hasInterval()
        ? Rounded.withError(estimate.mean(), estimate.halfWidth())
        : Rounded.number(estimate.mean());
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Rounded.number(value.getAsDouble()) : UNDEFINED;
  }

  private static double orNaN(OptionalDouble value) {
    return value.orElse(Double.NaN);
  }
}
