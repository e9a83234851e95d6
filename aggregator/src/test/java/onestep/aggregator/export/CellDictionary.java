package onestep.aggregator.export;

import java.util.List;

/** The data dictionary of {@code cells.csv}, as a table in Markdown: a row a column. */
final class CellDictionary {

  private CellDictionary() {}

  /** The table, with '\n' line ends. */
  static String markdown() {
    StringBuilder table =
        new StringBuilder("| column | unit | definition | estimator |\n|---|---|---|---|\n");
    for (Column column : CellTable.columns()) {
      List<String> fields =
          List.of(
              "`" + column.name() + "`",
              column.unit(),
              column.definition(),
              column.estimator().isEmpty() ? "" : "`" + column.estimator() + "`");
      for (String field : fields) {
        // A bar would end the field, in code too.
        table.append("| ").append(field.replace("|", "\\|")).append(' ');
      }
      table.append("|\n");
    }
    return table.toString();
  }
}
