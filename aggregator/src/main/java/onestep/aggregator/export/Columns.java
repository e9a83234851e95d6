package onestep.aggregator.export;

import java.util.ArrayList;
import java.util.List;

/** Rows of fields as lines of a table, every column right-aligned. */
final class Columns {

  private static final String GAP = "  ";

  private final List<Integer> lengths = new ArrayList<>();

  /** Columns as wide as the widest field of some rows, all of the same number of fields. */
  Columns(List<List<String>> rows) {
    for (int column = 0; column < rows.get(0).size(); column++) {
      int index = column;
      lengths.add(rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
    }
  }

  /** A row as a line with its '\n'. */
  String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String field = row.get(column);
      line.append(column == 0 ? "" : GAP)
          .append(" ".repeat(lengths.get(column) - field.length()))
          .append(field);
    }
    return line.toString().stripTrailing() + '\n';
  }
}
