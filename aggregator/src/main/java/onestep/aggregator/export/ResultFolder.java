package onestep.aggregator.export;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import onestep.aggregator.figures.FigureFormat;
import onestep.aggregator.figures.Figures;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.statistics.Disagreement;
import onestep.contract.InvalidInputException;

/**
 * The folder with the results of one sweep: {@code cells.csv}, {@code table.txt}, {@code
 * manifest.json}, {@code figures/}, {@code quantities.csv} where attacks measure more than others,
 * {@code statements.txt} and {@code statements.csv} where they are probes, {@code
 * disagreements.csv} where two workers did not compute networks alike, and, on request, {@code
 * trials.csv.gz}.
 *
 * <p>Each file is replaced as a whole, so a folder that is being rewritten can be read. It has one
 * writer at a time.
 */
public final class ResultFolder {

  private static final String CELLS = "cells.csv";
  private static final String QUANTITIES = "quantities.csv";

  private final OutputFolder folder;
  private final FigureFolder figures;

  /** A folder that need not exist; the first write makes it. */
  public ResultFolder(Path folder) {
    this.folder = new OutputFolder(folder);
    this.figures = new FigureFolder(folder.resolve("figures"));
  }

  /** Where the results are. */
  public Path path() {
    return folder.path();
  }

  /** Where the figures are. */
  public FigureFolder figures() {
    return figures;
  }

  /**
   * Checks that results can be written here, before anything is started for them. Leaves nothing
   * behind.
   *
   * @throws InvalidInputException if the folder, or a folder above it, is a file, or if the disk
   *     refuses a few bytes
   */
  public void check() {
    folder.check();
    figures.check();
  }

  /**
   * Reads {@code cells.csv}, and {@code quantities.csv} where there is one.
   *
   * @throws InvalidInputException if it is not there or not right
   */
  public List<CellSummary> readCells() {
    List<CellSummary> cells = CellTableReader.read(folder.path().resolve(CELLS));
    Path quantities = folder.path().resolve(QUANTITIES);
    return Files.exists(quantities) ? QuantityTable.join(cells, quantities) : cells;
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
    writeStatements(cells);
    writeFigures(cells);
    writeManifest(manifest);
  }

  /** Writes {@code cells.csv}, and {@code quantities.csv} where attacks have any of their own. */
  public void writeCells(List<CellSummary> cells) {
    if (QuantityTable.concerns(cells)) {
      folder.write(QUANTITIES, out -> QuantityTable.write(cells, out));
    }
    folder.write(CELLS, out -> CellTable.write(cells, out));
  }

  /** Writes {@code table.txt}. */
  public void writeTable(List<CellSummary> cells, Map<String, String> notes) {
    byte[] table = TextTable.format(cells, notes).getBytes(StandardCharsets.UTF_8);
    folder.write("table.txt", out -> out.write(table));
  }

  /** Writes {@code statements.txt} and {@code statements.csv} where there are probes. */
  public void writeStatements(List<CellSummary> cells) {
    byte[] table = StatementTable.format(cells).getBytes(StandardCharsets.UTF_8);
    if (table.length > 0) {
      folder.write("statements.txt", out -> out.write(table));
      folder.write("statements.csv", out -> StatementTable.write(cells, out));
    }
  }

  /** Writes {@code disagreements.csv} where there are any. */
  public void writeDisagreements(List<Disagreement> disagreements) {
    if (!disagreements.isEmpty()) {
      folder.write("disagreements.csv", out -> DisagreementTable.write(disagreements, out));
    }
  }

  /** Writes {@code manifest.json}. */
  public void writeManifest(Manifest manifest) {
    folder.write("manifest.json", manifest::write);
  }

  /** Writes each figure of the cells as SVG, PNG and PDF into {@code figures/}. */
  public void writeFigures(List<CellSummary> cells) {
    figures.write(Figures.of(cells), List.of(FigureFormat.values()), FigureFolder.DOTS_PER_INCH);
  }

  /** Writes {@code trials.csv.gz} from rows that come one by one. */
  public void writeTrials(TrialTable.Source trials) {
    folder.write(
        "trials.csv.gz",
        out -> {
          try (TrialTable table = new TrialTable(out)) {
            trials.addTo(table);
          }
        });
  }
}
