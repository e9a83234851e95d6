package onestep.helm;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All resources that a chart was rendered to. */
record Rendering(List<Manifest> manifests) {

  static Rendering of(String text) {
    return new Rendering(Yaml.documents(text).stream().map(Manifest::new).toList());
  }

  /** Writes it as an array of JSON. */
  void writeTo(Path file) throws IOException {
    JsonArray all = new JsonArray();
    manifests.forEach(manifest -> all.add(manifest.tree()));
    Files.createDirectories(file.getParent());
    Files.writeString(file, Yaml.write(all));
  }

  Stream<Manifest> ofKind(String... kinds) {
    return manifests.stream().filter(manifest -> List.of(kinds).contains(manifest.kind()));
  }

  /** The one of a kind whose name ends so. */
  Manifest one(String kind, String nameEnd) {
    List<Manifest> found =
        ofKind(kind).filter(manifest -> manifest.name().endsWith(nameEnd)).toList();
    if (found.size() != 1) {
      throw new AssertionError("not one " + kind + " *" + nameEnd + " but " + found);
    }
    return found.get(0);
  }

  List<Pod> pods() {
    return manifests.stream().map(Manifest::pod).flatMap(Optional::stream).toList();
  }

  /** Pods that a selector of labels selects. */
  List<Pod> pods(Map<String, String> selector) {
    return pods().stream().filter(pod -> pod.isSelectedBy(selector)).toList();
  }

  boolean has(String kind, String name) {
    return ofKind(kind).anyMatch(manifest -> manifest.name().equals(name));
  }
}
