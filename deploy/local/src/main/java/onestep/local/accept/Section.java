package onestep.local.accept;

import java.util.List;
import java.util.function.Function;
import onestep.worker.law.Check;
import onestep.worker.law.Finding;

/**
 * A part of the acceptance.
 *
 * @param name the word that chooses it on the command line
 * @param title what its checks show
 * @param work finds out, on slots
 */
record Section(String name, String title, Function<Slots, List<Finding>> work) {

  /** A part made of checks that are independent of each other. */
  static Section of(String name, String title, List<Check> checks) {
    return new Section(
        name, title, slots -> slots.all(checks).stream().flatMap(List::stream).toList());
  }
}
