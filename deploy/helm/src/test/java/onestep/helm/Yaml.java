package onestep.helm;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML as trees of JSON, whose numbers and words are told apart by the JSON schema. */
final class Yaml {

  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  private Yaml() {}

  /** The documents of a text that are not empty. */
  static List<JsonObject> documents(String text) {
    Load load = new Load(LoadSettings.builder().build());
    return StreamSupport.stream(load.loadAllFromString(text).spliterator(), false)
        .filter(Objects::nonNull)
        .map(GSON::toJsonTree)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  /** The one document of a file. */
  static JsonObject read(Path file) throws IOException {
    return documents(Files.readString(file)).get(0);
  }

  /** A tree with another one on top, as Helm merges values: null takes away. */
  static JsonObject merge(JsonObject below, JsonObject above) {
    JsonObject merged = below.deepCopy();
    above
        .entrySet()
        .forEach(
            entry -> {
              String key = entry.getKey();
              JsonElement under = merged.get(key);
              JsonElement over = entry.getValue();
              if (over.isJsonNull()) {
                merged.remove(key);
              } else if (under != null && under.isJsonObject() && over.isJsonObject()) {
                merged.add(key, merge(under.getAsJsonObject(), over.getAsJsonObject()));
              } else {
                merged.add(key, over.deepCopy());
              }
            });
    return merged;
  }

  /** A tree as text, which is YAML too. */
  static String write(JsonElement tree) {
    return GSON.toJson(tree);
  }
}
