package onestep.local.accept;

import java.util.List;
import onestep.worker.law.Finding;

/** Findings as text: a line each, subjects and observations in columns. */
final class Report {

  private static final String HOLDS = "  ok    ";
  private static final String FAILS = "  FAILS ";

  private Report() {}

  /** The findings below their title. */
  static String of(String title, List<Finding> findings) {
    int subjects = findings.stream().mapToInt(f -> f.subject().length()).max().orElse(0);
    int observations = findings.stream().mapToInt(f -> f.observed().length()).max().orElse(0);
    StringBuilder text = new StringBuilder(title).append('\n');
    for (Finding finding : findings) {
      text.append(finding.holds() ? HOLDS : FAILS)
          .append(padded(finding.subject(), subjects))
          .append("  ")
          .append(padded(finding.observed(), observations))
          .append("  [")
          .append(finding.required())
          .append("]\n");
    }
    return text.toString();
  }

  private static String padded(String text, int length) {
    return text + " ".repeat(length - text.length());
  }
}
