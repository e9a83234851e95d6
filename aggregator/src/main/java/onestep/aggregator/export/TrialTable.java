package onestep.aggregator.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.Trial;
import onestep.aggregator.statistics.TrialOutcome;
import onestep.aggregator.text.Numbers;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code trials.csv.gz}: a row a trial, written as it comes, so in constant memory.
 *
 * <p>The text is a function of the rows and their order. The compressed bytes are so too with the
 * same zlib: the gzip header carries no time, but builds of Java bring different zlibs.
 */
public final class TrialTable implements AutoCloseable {

  /** Who adds the rows, in the order they are to be read. */
  @FunctionalInterface
  public interface Source {
    /** Adds every row. */
    void addTo(TrialTable table) throws IOException;
  }

  private static final List<String> HEADER =
      List.of(
          "cell",
          "network",
          "point",
          "value",
          "gradient_norm",
          "outcome",
          "eta",
          "perturbation",
          "linearity");

  private final GZIPOutputStream out;
  private final CSVPrinter rows;

  /** A table with its header. {@link #close()} finishes it and leaves the stream below open. */
  public TrialTable(OutputStream stream) throws IOException {
    this.out = new GZIPOutputStream(stream, 1 << 16);
    this.rows =
        new CSVPrinter(
            new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)), Csv.FORMAT);
    rows.printRecord(HEADER);
  }

  /**
   * Adds the trials of a network.
   *
   * @param cell cell id
   */
  public void add(String cell, NetworkTrials network) throws IOException {
    for (int point = 0; point < network.trials().size(); point++) {
      Trial trial = network.trials().get(point);
      rows.printRecord(
          cell,
          network.network(),
          point,
          Numbers.exact(trial.value()),
          Numbers.exact(trial.gradientNorm()),
          label(trial.outcome()),
          Numbers.exact(trial.eta()),
          Numbers.exact(trial.perturbation()),
          Numbers.exact(trial.linearity()));
    }
  }

  private static String label(TrialOutcome outcome) {
    return switch (outcome) {
      case UNFLIPPED -> "not-flipped";
      case FLIPPED -> "flipped";
      case DEGENERATE -> "degenerate";
      case UNRESOLVED -> "unresolved";
    };
  }

  @Override
  public void close() throws IOException {
    rows.flush();
    out.finish();
  }
}
