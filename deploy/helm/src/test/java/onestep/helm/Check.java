package onestep.helm;

import java.util.List;

/** Looks for mistakes of one kind. */
interface Check {

  /** What is wrong, each in one line that names the resource; nothing if all is well. */
  List<String> findings(Rendering rendering);

  /** All that need nothing but the rendered resources. */
  static List<Check> all() {
    return List.of(
        new StrictFields(),
        new Names(),
        new Selectors(),
        new PortNames(),
        new References(),
        new Environment(),
        new CommandLines(),
        new RestrictedPods(),
        new SecretValues(),
        new Sizes());
  }

  /** What all of them find. */
  static List<String> findingsOfAll(Rendering rendering) {
    return all().stream().flatMap(check -> check.findings(rendering).stream()).toList();
  }
}
