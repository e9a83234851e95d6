package onestep.producer.sweep;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The distinct values of one key of a grid, in the order given. */
final class Axis<T> {

  private final List<T> values;
  private final Set<T> members;

  Axis(List<T> values) {
    this.members = new LinkedHashSet<>(values);
    this.values = List.copyOf(members);
  }

  int size() {
    return values.size();
  }

  T get(int index) {
    return values.get(index);
  }

  boolean contains(T value) {
    return members.contains(value);
  }

  List<T> values() {
    return values;
  }
}
