package onestep.producer.sweep;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The hidden layers that a grid asks for: every depth with every uniform width, depth slowest, then
 * the networks whose layers are listed one by one.
 */
final class Shapes {

  private final Axis<Integer> depths;
  private final Axis<Integer> widths;
  private final Axis<List<Integer>> listed;

  /** Shapes listed that the grid of depths and widths has already are dropped. */
  Shapes(List<Integer> depths, List<Integer> widths, List<List<Integer>> listed) {
    this.depths = new Axis<>(depths);
    this.widths = new Axis<>(widths);
    this.listed = new Axis<>(listed.stream().filter(shape -> !isUniform(shape)).toList());
  }

  long size() {
    return (long) depths.size() * widths.size() + listed.size();
  }

  /** Widths of the shape at an index below {@link #size()}, input side first. */
  List<Integer> get(int index) {
    int uniform = depths.size() * widths.size();
    if (index >= uniform) {
      return listed.get(index - uniform);
    }
    return Collections.nCopies(
        depths.get(index / widths.size()), widths.get(index % widths.size()));
  }

  boolean contains(List<Integer> shape) {
    return isUniform(shape) || listed.contains(shape);
  }

  List<Integer> depths() {
    return depths.values();
  }

  /** Uniform widths, then lists of widths: what the sweep file's {@code width} says. */
  List<Object> widths() {
    return Stream.<Object>concat(widths.values().stream(), listed.values().stream()).toList();
  }

  private boolean isUniform(List<Integer> shape) {
    int width = shape.get(0);
    return depths.contains(shape.size())
        && widths.contains(width)
        && shape.stream().allMatch(other -> other == width);
  }
}
