package onestep.aggregator.export;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import onestep.aggregator.figures.Figure;
import onestep.aggregator.figures.FigureFormat;

/** A folder with figures, each a file in every format that is asked for: {@code NAME.svg}. */
public final class FigureFolder {

  /** Resolution of pictures in print, in dots per inch. */
  public static final int DOTS_PER_INCH = 300;

  private final OutputFolder folder;

  /** A folder that need not exist; the first write makes it. */
  public FigureFolder(Path folder) {
    this.folder = new OutputFolder(folder);
  }

  /** Where it is. */
  public Path path() {
    return folder.path();
  }

  /**
   * Checks that figures can be written here. Leaves nothing behind.
   *
   * @throws onestep.contract.InvalidInputException if they cannot
   */
  public void check() {
    folder.check();
  }

  /**
   * Writes or replaces the files of some figures; other files stay.
   *
   * @param dotsPerInch resolution of pixels at a figure's size in print
   */
  public void write(List<Figure> figures, Collection<FigureFormat> formats, int dotsPerInch) {
    // Drawing takes a tenth of a second a file, and figures know nothing of each other.
    figures.parallelStream()
        .forEach(figure -> formats.forEach(format -> write(figure, format, dotsPerInch)));
  }

  private void write(Figure figure, FigureFormat format, int dotsPerInch) {
    byte[] file = figure.toFile(format, dotsPerInch);
    folder.write(figure.name() + "." + format.label(), out -> out.write(file));
  }
}
