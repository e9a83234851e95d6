package onestep.helm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pod that a resource makes.
 *
 * @param owner the resource
 * @param labels of the pod
 * @param spec of the pod
 */
record Pod(Manifest owner, Map<String, String> labels, JsonObject spec) {

  /** All containers. */
  List<JsonObject> containers() {
    return Stream.of("initContainers", "containers", "ephemeralContainers")
        .flatMap(kind -> Manifest.all(spec, kind))
        .toList();
  }

  /** The container that does the work. */
  JsonObject container() {
    return Manifest.all(spec, "containers").findFirst().orElseThrow();
  }

  /** The image without registry and tag. */
  String image() {
    String image = container().get("image").getAsString();
    return image.substring(image.lastIndexOf('/') + 1).replaceFirst(":.*", "");
  }

  List<String> arguments() {
    return container().getAsJsonArray("args").asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  /** The value of an option that is written as --name=value. */
  String option(String name) {
    return arguments().stream()
        .filter(argument -> argument.startsWith(name + "="))
        .map(argument -> argument.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(owner + " has no " + name));
  }

  /** Environment variables by name. */
  Map<String, JsonObject> environment() {
    return Manifest.all(container(), "env")
        .collect(Collectors.toMap(env -> env.get("name").getAsString(), env -> env));
  }

  /** The value of an environment variable that has one of its own. */
  String variable(String name) {
    return environment().get(name).get("value").getAsString();
  }

  /** Names of the ports of all containers. */
  Set<String> ports() {
    return containers().stream()
        .flatMap(container -> Manifest.all(container, "ports"))
        .map(port -> port.get("name").getAsString())
        .collect(Collectors.toSet());
  }

  /** Whether a selector of labels selects it. */
  boolean isSelectedBy(Map<String, String> selector) {
    return labels.entrySet().containsAll(selector.entrySet());
  }
}
