package onestep.helm;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A rendered resource. */
record Manifest(JsonObject tree) {

  String apiVersion() {
    return text("apiVersion");
  }

  String kind() {
    return text("kind");
  }

  String name() {
    return text("metadata", "name");
  }

  /** Kind and name, as kubectl writes them. */
  @Override
  public String toString() {
    return kind() + "/" + name();
  }

  /** The text at a path; empty if there is none. */
  String text(String... path) {
    return at(tree, path).map(JsonElement::getAsString).orElse("");
  }

  /** What is at a path. */
  Optional<JsonElement> at(String... path) {
    return at(tree, path);
  }

  /** The members of an array at a path; none if there is no array. */
  Stream<JsonObject> all(String... path) {
    return all(tree, path);
  }

  /** Texts by name at a path; none if there is nothing. */
  Map<String, String> texts(String... path) {
    return texts(tree, path);
  }

  /** The pod that it makes, if it makes any. */
  Optional<Pod> pod() {
    return switch (kind()) {
      case "Deployment", "StatefulSet", "Job" -> Optional.of(podAt("spec", "template"));
      case "CronJob" -> Optional.of(podAt("spec", "jobTemplate", "spec", "template"));
      case "Pod" -> Optional.of(podAt());
      default -> Optional.empty();
    };
  }

  private Pod podAt(String... path) {
    JsonObject template = at(path).orElseThrow().getAsJsonObject();
    return new Pod(this, texts(template, "metadata", "labels"), template.getAsJsonObject("spec"));
  }

  static Optional<JsonElement> at(JsonObject tree, String... path) {
    JsonElement here = tree;
    for (String step : path) {
      if (here == null || !here.isJsonObject()) {
        return Optional.empty();
      }
      here = here.getAsJsonObject().get(step);
    }
    return Optional.ofNullable(here).filter(found -> !found.isJsonNull());
  }

  static Stream<JsonObject> all(JsonObject tree, String... path) {
    JsonArray array = at(tree, path).map(JsonElement::getAsJsonArray).orElseGet(JsonArray::new);
    return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsJsonObject);
  }

  static Map<String, String> texts(JsonObject tree, String... path) {
    Map<String, String> texts = new HashMap<>();
    at(tree, path)
        .ifPresent(
            found ->
                found
                    .getAsJsonObject()
                    .asMap()
                    .forEach((key, value) -> texts.put(key, value.getAsString())));
    return texts;
  }

  /** Every text in it. */
  List<String> everyText() {
    List<String> texts = new ArrayList<>();
    collect(tree, texts);
    return texts;
  }

  private static void collect(JsonElement here, List<String> texts) {
    if (here.isJsonObject()) {
      here.getAsJsonObject().asMap().values().forEach(child -> collect(child, texts));
    } else if (here.isJsonArray()) {
      here.getAsJsonArray().forEach(child -> collect(child, texts));
    } else if (here.isJsonPrimitive()) {
      texts.add(here.getAsString());
    }
  }
}
