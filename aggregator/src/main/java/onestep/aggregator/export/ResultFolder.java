package onestep.aggregator.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import onestep.aggregator.figures.Figure;
import onestep.aggregator.figures.Figures;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.InvalidInputException;

/**
 * The folder with the results of one sweep: {@code cells.csv}, {@code table.txt}, {@code
 * manifest.json}, {@code figures/} and, on request, {@code trials.csv.gz}.
 *
 * <p>Each file is replaced as a whole, so a folder that is being rewritten can be read. It has one
 * writer at a time.
 */
public final class ResultFolder {

  /** Enough to find a full disk out, and little enough not to fill one. */
  private static final int PROBE_BYTES = 1 << 16;

  private final Path folder;

  /** A folder that need not exist; the first write makes it. */
  public ResultFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Where the results are. */
  public Path path() {
    return folder;
  }

  /**
   * Checks that results can be written here, before anything is started for them. Leaves nothing
   * behind.
   *
   * @throws InvalidInputException if the folder, or a folder above it, is a file, or if the disk
   *     refuses a few bytes
   */
  public void check() {
    for (Path part : List.of(folder, folder.resolve("figures"))) {
      checkWritable(part);
    }
  }

  private static void checkWritable(Path wanted) {
    Path existing = wanted;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new InvalidInputException(
          "results folder %s: %s is a file; name a folder, or move the file away"
              .formatted(wanted, existing));
    }
    try {
      Path probe = Files.createTempFile(existing, ".onestep", null);
      try {
        Files.write(probe, new byte[PROBE_BYTES]);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw AtomicFiles.refusal(wanted, e);
    }
  }

  /**
   * Writes everything but the trials; the manifest comes last, so a folder that has one is
   * complete.
   *
   * @param cells in the order of the plan
   * @param notes texts to show below cells of the table, by cell id
   * @param manifest what the results came from
   */
  public void write(List<CellSummary> cells, Map<String, String> notes, Manifest manifest) {
    writeCells(cells);
    writeTable(cells, notes);
    writeFigures(cells);
    writeManifest(manifest);
  }

  /** Writes {@code cells.csv}. */
  public void writeCells(List<CellSummary> cells) {
    write("cells.csv", out -> CellTable.write(cells, out));
  }

  /** Writes {@code table.txt}. */
  public void writeTable(List<CellSummary> cells, Map<String, String> notes) {
    byte[] table = TextTable.format(cells, notes).getBytes(StandardCharsets.UTF_8);
    write("table.txt", out -> out.write(table));
  }

  /** Writes {@code manifest.json}. */
  public void writeManifest(Manifest manifest) {
    write("manifest.json", manifest::write);
  }

  /** Writes each figure as {@code figures/NAME.svg} and {@code figures/NAME.png}. */
  public void writeFigures(List<CellSummary> cells) {
    for (Figure figure : Figures.render(cells)) {
      byte[] svg = figure.toSvg().getBytes(StandardCharsets.UTF_8);
      write("figures/" + figure.name() + ".svg", out -> out.write(svg));
      write("figures/" + figure.name() + ".png", figure::writePng);
    }
  }

  /** Writes {@code trials.csv.gz} from rows that come one by one. */
  public void writeTrials(TrialTable.Source trials) {
    write(
        "trials.csv.gz",
        out -> {
          try (TrialTable table = new TrialTable(out)) {
            trials.addTo(table);
          }
        });
  }

  private void write(String name, AtomicFiles.Content content) {
    Path file = folder.resolve(name);
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
    AtomicFiles.write(file, content);
  }
}
