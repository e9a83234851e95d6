package onestep.aggregator.export;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import onestep.aggregator.statistics.Disagreement;
import org.apache.commons.csv.CSVPrinter;

/** {@code disagreements.csv}: a row for each network that two workers did not compute alike. */
final class DisagreementTable {

  private static final List<String> HEADER =
      List.of("cell", "network", "computed_by", "checked_by", "what");

  private DisagreementTable() {}

  /** Writes the header and the rows, in the order given. */
  static void write(List<Disagreement> disagreements, OutputStream out) throws IOException {
    CSVPrinter table =
        new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), Csv.FORMAT);
    table.printRecord(HEADER);
    for (Disagreement each : disagreements) {
      table.printRecord(
          each.cell(), each.network(), each.computedBy(), each.checkedBy(), each.what());
    }
    // Closing the table would close the stream, which is the caller's.
    table.flush();
  }
}
