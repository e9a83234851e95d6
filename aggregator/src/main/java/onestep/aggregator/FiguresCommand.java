package onestep.aggregator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.aggregator.export.FigureFolder;
import onestep.aggregator.export.ResultFolder;
import onestep.aggregator.figures.Figure;
import onestep.aggregator.figures.FigureFormat;
import onestep.aggregator.figures.Figures;
import onestep.aggregator.statistics.CellSummary;
import onestep.contract.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Draws the figures of a results folder again. */
@Command(
    name = "figures",
    mixinStandardHelpOptions = true,
    description = {
      "Draws the figures of a results folder again, from its cells.csv.",
      "Filters choose cells; the names of figures tell apart what is left."
    },
    footer = {
      "",
      "Figure 2 and the linearity of L = 1 to 3 as PDF for a paper:",
      "  onestep figures results/quick --figure figure-2 --figure linearity-k \\",
      "      --depth 1,2,3 --format pdf --no-title --out paper/figures"
    })
public final class FiguresCommand implements Callable<Integer> {

  private static final int LEAST_DPI = 36;
  private static final int MOST_DPI = 1200;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "RESULTS", description = "Results folder of a run.")
  private Path results;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where figures are written; RESULTS/figures unless given.")
  private Path out;

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description = "svg, png, pdf; all unless given.")
  private List<FigureFormat> formats = List.of(FigureFormat.values());

  @Option(
      names = "--figure",
      split = ",",
      paramLabel = "NAME",
      description = "Only figures of this name, such as figure-2, whatever their variant.")
  private List<String> names = List.of();

  @Mixin private CellFilter filter;

  @Option(
      names = "--dpi",
      paramLabel = "N",
      defaultValue = "" + FigureFolder.DOTS_PER_INCH,
      description = "Resolution of PNG at the size in print (default: ${DEFAULT-VALUE}).")
  private int dotsPerInch;

  @Option(names = "--no-title", description = "Without the caption, which the paper's text has.")
  private boolean untitled;

  private static final class FormatConverter implements ITypeConverter<FigureFormat> {
    @Override
    public FigureFormat convert(String label) {
      try {
        return FigureFormat.of(label);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() {
    if (dotsPerInch < LEAST_DPI || dotsPerInch > MOST_DPI) {
      throw new InvalidInputException(
          "--dpi must be %d to %d, got %d".formatted(LEAST_DPI, MOST_DPI, dotsPerInch));
    }
    ResultFolder folder = new ResultFolder(results);
    List<CellSummary> cells = filter.of(folder.readCells());
    List<Figure> figures = named(Figures.of(cells));
    FigureFolder target = out == null ? folder.figures() : new FigureFolder(out);
    target.check();
    target.write(
        untitled ? figures.stream().map(Figure::withoutCaption).toList() : figures,
        formats,
        dotsPerInch);
    command
        .commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d figures of %,d cells in %s%n",
            figures.size(),
            cells.size(),
            target.path());
    command.commandLine().getOut().flush();
    return 0;
  }

  /** The figures asked for; each name is that of a figure, or of a kind of figures. */
  private List<Figure> named(List<Figure> all) {
    if (all.isEmpty()) {
      throw new InvalidInputException(
          results
              + " has nothing to draw: figures show cells that have been seen and whose layers have"
              + " one width");
    }
    if (names.isEmpty()) {
      return all;
    }
    for (String name : names) {
      if (all.stream().noneMatch(figure -> isNamed(figure, name))) {
        throw new InvalidInputException(
            "--figure: there is no "
                + name
                + "; there are "
                + all.stream()
                    .flatMap(figure -> Stream.of(figure.kind(), figure.name()))
                    .distinct()
                    .collect(Collectors.joining(", ")));
      }
    }
    List<Figure> named = new ArrayList<>(all);
    named.removeIf(figure -> names.stream().noneMatch(name -> isNamed(figure, name)));
    return named;
  }

  private static boolean isNamed(Figure figure, String name) {
    return figure.kind().equals(name) || figure.name().equals(name);
  }
}
