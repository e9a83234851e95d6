package onestep.aggregator.export;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Estimate;
import onestep.aggregator.text.Numbers;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.Quantity;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code quantities.csv}: a row for each quantity that a cell's attack measures beyond what every
 * trial has. In the form of {@link CellTable}; the cell's own columns are there.
 */
public final class QuantityTable {

  private static final String CELL = "cell";
  private static final String QUANTITY = "quantity";

  private static final List<String> HEADER =
      List.of(CELL, QUANTITY, "unit", "mean", "low", "high", "sd", "n_eff", "definition");

  private QuantityTable() {}

  /** Whether any of the cells has a row. */
  static boolean concerns(List<CellSummary> cells) {
    return cells.stream().anyMatch(cell -> !cell.quantities().isEmpty());
  }

  /** Writes the header and the rows of all cells, in the order given. */
  public static void write(List<CellSummary> cells, OutputStream out) throws IOException {
    CSVPrinter table =
        new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), Csv.FORMAT);
    table.printRecord(HEADER);
    for (CellSummary cell : cells) {
      List<Quantity> measured = cell.spec().attack().quantities();
      for (int i = 0; i < cell.quantities().size(); i++) {
        Quantity quantity = measured.get(i);
        Estimate estimate = cell.quantities().get(i);
        table.printRecord(
            cell.spec().id(),
            quantity.name(),
            quantity.unit(),
            Numbers.exact(estimate.mean()),
            Numbers.exact(estimate.low()),
            Numbers.exact(estimate.high()),
            Numbers.exact(estimate.sd()),
            Numbers.exact(estimate.effectiveTrials()),
            quantity.definition());
      }
    }
    // Closing the table would close the stream, which is the caller's.
    table.flush();
  }

  /**
   * The cells with the quantities that a table tells of them; those of others are undefined.
   *
   * @throws InvalidInputException if the file is not such a table
   */
  static List<CellSummary> join(List<CellSummary> cells, Path file) {
    Map<String, Estimate> estimates = new HashMap<>();
    for (Row row : CsvRow.readAll(file, Row::of)) {
      estimates.put(row.key(), row.estimate());
    }
    return cells.stream()
        .map(
            cell ->
                cell.withQuantities(
                    cell.spec().attack().quantities().stream()
                        .map(
                            quantity ->
                                estimates.getOrDefault(
                                    key(cell.spec().id(), quantity.name()), Estimate.UNDEFINED))
                        .toList()))
        .toList();
  }

  private static String key(String cell, String quantity) {
    return cell + " " + quantity;
  }

  private record Row(String key, Estimate estimate) {
    static Row of(CsvRow row) {
      return new Row(
          QuantityTable.key(row.text(CELL), row.text(QUANTITY)),
          new Estimate(
              row.number("mean"),
              row.number("low"),
              row.number("high"),
              row.number("sd"),
              row.number("n_eff")));
    }
  }
}
