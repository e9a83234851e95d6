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
import java.util.stream.Collectors;
import onestep.aggregator.statements.Finding;
import onestep.aggregator.statements.Finding.Verdict;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.text.Rounded;
import onestep.contract.cell.Activation;
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

  private static final List<String> TEXT_HEADER =
      List.of(
          "statement",
          "ψ",
          "d",
          "k",
          "R",
          "γ",
          "measured",
          "bound",
          "limit",
          "trivial",
          "violated",
          "cells",
          "verdict");

  private StatementTable() {}

  /** Writes the header and a row for each finding, in the form of {@link CellTable}. */
  public static void write(List<CellSummary> cells, OutputStream out) throws IOException {
    CSVPrinter table =
        new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), Csv.FORMAT);
    table.printRecord(HEADER);
    for (Finding finding : Finding.of(cells)) {
      CellSummary cell = finding.cell();
      ModelSpec model = cell.spec().model();
      Probe probe = (Probe) cell.spec().attack();
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
   * The table for a terminal: of each statement and activation the numbers of the largest cell, and
   * the verdict over all of them. Empty without a probe.
   */
  public static String format(List<CellSummary> cells) {
    Map<List<Object>, List<Finding>> groups = new LinkedHashMap<>();
    for (Statement statement : Statements.ALL) {
      for (Finding finding : Finding.of(cells)) {
        if (finding.statement() == statement) {
          Activation activation = finding.cell().spec().model().activation();
          groups
              .computeIfAbsent(
                  List.of(statement.label(), statement.version(), activation),
                  group -> new ArrayList<>())
              .add(finding);
        }
      }
    }
    if (groups.isEmpty()) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(TEXT_HEADER);
    groups.values().forEach(findings -> rows.add(row(findings)));
    Columns columns = new Columns(rows);
    return rows.stream().map(columns::line).collect(Collectors.joining());
  }

  private static List<String> row(List<Finding> findings) {
    Finding shown = Finding.mostTelling(findings);
    CellSummary cell = shown.cell();
    ModelSpec model = cell.spec().model();
    Probe probe = (Probe) cell.spec().attack();
    long judged = findings.stream().filter(each -> each.verdict().isJudged()).count();
    long failed = findings.stream().filter(each -> each.verdict() == Verdict.FAILS).count();
    return List.of(
        shown.statement().label(),
        model.activation().label(),
        grouped(model.dimension()),
        Labels.widths(model),
        Rounded.number(probe.radius()),
        Rounded.number(probe.failure()),
        estimate(shown.measured()),
        (shown.statement().side() == Statement.Side.ABOVE ? "≤ " : "≥ ") + number(shown.bound()),
        number(shown.limit()),
        number(shown.trivial()),
        shown.violated().isDefined() ? Rounded.number(shown.violated().mean()) : UNDEFINED,
        judged == 0 ? UNDEFINED : (judged - failed) + " of " + judged,
        shown.unmet().map(reason -> "needs " + reason).orElseGet(() -> shown.verdict().text()));
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
