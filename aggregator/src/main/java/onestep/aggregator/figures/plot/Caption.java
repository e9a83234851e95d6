package onestep.aggregator.figures.plot;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands above a figure, broken into lines and centred.
 *
 * @param title what it shows
 * @param details how it was made
 */
public record Caption(String title, String details) {

  private static final double LEADING = 1.25;
  private static final double GAP = 5;

  double height(double width) {
    return LEADING
            * (lines(title, Style.TITLE_SIZE, width).size() * Style.TITLE_SIZE
                + lines(details, Style.DETAILS_SIZE, width).size() * Style.DETAILS_SIZE)
        + GAP;
  }

  void draw(Graphics2D g2, double left, double top, double width) {
    double middle = left + width / 2;
    double y = top;
    for (Text line : lines(title, Style.TITLE_SIZE, width)) {
      line.drawCentred(g2, Style.INK, middle, y + Style.TITLE_SIZE);
      y += LEADING * Style.TITLE_SIZE;
    }
    for (Text line : lines(details, Style.DETAILS_SIZE, width)) {
      line.drawCentred(g2, Style.SOFT_INK, middle, y + Style.DETAILS_SIZE);
      y += LEADING * Style.DETAILS_SIZE;
    }
  }

  /**
   * Breaks a text between words into as few lines as there can be, of about the same length; a word
   * that is longer than a line has a line of its own.
   */
  private static List<Text> lines(String text, float size, double width) {
    List<Text> lines = greedy(text, size, width);
    List<Text> shorter = lines;
    for (double less = width; shorter.size() == lines.size() && less > 0; less -= size) {
      lines = shorter;
      shorter = greedy(text, size, less);
    }
    return lines;
  }

  private static List<Text> greedy(String text, float size, double width) {
    List<Text> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && new Text(longer, size).width() > width) {
        lines.add(new Text(line, size));
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(new Text(line, size));
    return lines;
  }
}
