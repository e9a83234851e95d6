package onestep.producer.sweep;

import java.util.Collection;
import java.util.Comparator;

/** Finds what was probably meant. */
public final class NearestName {

  private NearestName() {}

  /** The name with the fewest edits from {@code wrong}; the alphabetically first of several. */
  public static String of(String wrong, Collection<String> names) {
    return names.stream()
        .min(
            Comparator.comparingInt((String name) -> edits(wrong, name))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /** Levenshtein distance. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
