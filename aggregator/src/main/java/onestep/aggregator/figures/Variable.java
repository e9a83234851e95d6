package onestep.aggregator.figures;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import onestep.aggregator.figures.plot.Key;
import onestep.aggregator.figures.plot.Palette;
import onestep.aggregator.statistics.CellSummary;
import onestep.aggregator.text.Numbers;
import onestep.contract.cell.Activation;

/** What tells the cells of a figure apart, along an axis or from curve to curve. */
@SuppressWarnings("ImmutableEnumChecker") // its functions have no state
enum Variable {
  /** Depth L. */
  DEPTH("depth L", cell -> cell.spec().model().depth(), value -> "L = " + value, Palette::cold),
  /** Input dimension d. */
  DIMENSION(
      "input dimension d",
      cell -> cell.spec().model().dimension(),
      value -> "d = " + Numbers.grouped(value),
      Palette::cold),
  /** Common width k of the hidden layers. */
  WIDTH(
      "hidden width k",
      cell -> cell.spec().model().widths().get(0),
      value -> "k = " + Numbers.grouped(value),
      Palette::warm),
  /** Activation, by its place in the vocabulary. */
  ACTIVATION(
      "activation",
      cell -> Names.ACTIVATIONS.indexOf(cell.spec().model().activation()),
      value -> name(Names.ACTIVATIONS.get(value)),
      Palette::nominal);

  /** In a class of its own, because an enum's constants come before its constants' constants. */
  private static final class Names {
    static final List<Activation> ACTIVATIONS = List.of(Activation.values());
  }

  private final String label;
  private final ToIntFunction<CellSummary> value;
  private final IntFunction<String> text;
  private final Function<List<String>, List<Key>> palette;

  Variable(
      String label,
      ToIntFunction<CellSummary> value,
      IntFunction<String> text,
      Function<List<String>, List<Key>> palette) {
    this.label = label;
    this.value = value;
    this.text = text;
    this.palette = palette;
  }

  /** What an axis says. */
  String label() {
    return label;
  }

  /** Its value of a cell. */
  int of(CellSummary cell) {
    return value.applyAsInt(cell);
  }

  /** A value as a text, such as {@code d = 1,000}. */
  String text(int of) {
    return text.apply(of);
  }

  /** Cells by its value, ascending. */
  SortedMap<Integer, List<CellSummary>> group(List<CellSummary> cells) {
    return cells.stream()
        .collect(Collectors.groupingBy(this::of, TreeMap::new, Collectors.toList()));
  }

  /** A key for each of its values in some cells. */
  SortedMap<Integer, Key> keys(List<CellSummary> cells) {
    List<Integer> values = List.copyOf(group(cells).keySet());
    List<Key> keys = palette.apply(values.stream().map(this::text).toList());
    SortedMap<Integer, Key> byValue = new TreeMap<>();
    for (int i = 0; i < values.size(); i++) {
      byValue.put(values.get(i), keys.get(i));
    }
    return byValue;
  }

  /** The name of an activation as papers write it. */
  static String name(Activation activation) {
    return switch (activation) {
      case RELU -> "ReLU";
      case LEAKY_RELU -> "leaky ReLU";
      case GELU -> "GELU";
      default -> activation.label();
    };
  }
}
