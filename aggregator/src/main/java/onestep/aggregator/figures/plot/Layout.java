package onestep.aggregator.figures.plot;

/**
 * How panels are arranged. All have the same size, and figures of two columns or more are as wide
 * as a page's text: 5.5 inches.
 *
 * @param columns panels in a row
 * @param panelWidth width between the axes
 * @param panelHeight height between the axes
 * @param shared whether panels have the same vertical axis, so that only the first of a row needs
 *     labels
 */
public record Layout(int columns, double panelWidth, double panelHeight, boolean shared) {

  static final double COLUMN_GAP = 9;
  private static final double WIDTH = 388;
  private static final double HEIGHT_OF_TWO = 106;
  private static final double HEIGHT_OF_THREE = 84;
  private static final Layout SINGLE = new Layout(1, 205, 125, true);

  /** Panels side by side, each with axes of its own. */
  public static Layout apart(int panels) {
    return panels == 1
        ? SINGLE
        : new Layout(
            panels,
            (WIDTH - (panels - 1) * COLUMN_GAP) / panels - AxisDrawing.LEFT,
            HEIGHT_OF_TWO,
            false);
  }

  /** Panels with a common vertical axis, in three columns or fewer where that leaves no gaps. */
  public static Layout shared(int panels) {
    if (panels == 1) {
      return SINGLE;
    }
    int columns = panels == 2 || panels == 4 ? 2 : 3;
    double width = (WIDTH - AxisDrawing.LEFT - (columns - 1) * COLUMN_GAP) / columns;
    return new Layout(columns, width, columns == 2 ? HEIGHT_OF_TWO : HEIGHT_OF_THREE, true);
  }

  /** Distance of the left ends of neighbouring panels. */
  double columnStep() {
    return panelWidth + COLUMN_GAP + (shared ? 0 : AxisDrawing.LEFT);
  }

  /** Width of all panels with their axes. */
  double width() {
    return AxisDrawing.LEFT + panelWidth + (columns - 1) * columnStep();
  }
}
