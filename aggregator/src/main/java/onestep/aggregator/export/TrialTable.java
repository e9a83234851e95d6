package onestep.aggregator.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
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

  /** Texts of the outcome codes of a result record. */
  private static final List<String> OUTCOMES =
      List.of("not-flipped", "flipped", "degenerate", "unresolved");

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
   * Adds a trial.
   *
   * @param cell cell id
   * @param network index of the network
   * @param point index of the point
   * @param value f(x)
   * @param gradientNorm ‖∇f(x)‖
   * @param outcome code of a result record: 0 not flipped, 1 flipped, 2 degenerate, 3 unresolved
   * @param eta smallest flipping step in η units; not looked at unless flipped
   * @throws IllegalArgumentException if there is no such outcome
   */
  public void add(
      String cell,
      int network,
      int point,
      double value,
      double gradientNorm,
      int outcome,
      double eta)
      throws IOException {
    if (outcome < 0 || outcome >= OUTCOMES.size()) {
      throw new IllegalArgumentException(
          "outcome must be 0 to 3, got %d for point %d of network %d of cell %s"
              .formatted(outcome, point, network, cell));
    }
    double step = outcome == 1 ? eta : Double.NaN;
    double perturbation = step * gradientNorm;
    rows.printRecord(
        cell,
        network,
        point,
        Numbers.exact(value),
        Numbers.exact(gradientNorm),
        OUTCOMES.get(outcome),
        Numbers.exact(step),
        Numbers.exact(perturbation),
        Numbers.exact(perturbation * gradientNorm / Math.abs(value)));
  }

  @Override
  public void close() throws IOException {
    rows.flush();
    out.finish();
  }
}
