package onestep.helm;

import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A copy of the chart, which may be changed. */
final class Chart {

  static final Path SOURCE = Path.of("onestep");
  static final String NAMESPACE = "sweeps-of-one";
  static final String NEWEST = "1.35.0";

  private final Path folder;

  private Chart(Path folder) {
    this.folder = folder;
  }

  /** A copy in a folder of the test. */
  static Chart copyTo(Path parent) throws IOException {
    Path folder = Files.createDirectories(parent).resolve("onestep");
    try (Stream<Path> files = Files.walk(SOURCE)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(SOURCE.relativize(file).toString()));
      }
    }
    return new Chart(folder);
  }

  /** The values of the scenarios, in the order of their names. */
  static List<Path> scenarios() {
    try (Stream<Path> files = Files.list(SOURCE.resolve("ci"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path scenario(String name) {
    return SOURCE.resolve("ci").resolve(name + "-values.yaml");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Changes a file of the copy, whose text must be there. */
  void edit(String file, String before, String after) throws IOException {
    String text = Files.readString(file(file));
    if (!text.contains(before)) {
      throw new AssertionError(file + " does not contain: " + before);
    }
    Files.writeString(file(file), text.replace(before, after));
  }

  /** What Helm makes of values. */
  Rendering render(Path values) {
    return render(values, NEWEST, Map.of());
  }

  Rendering render(Path values, String kubeVersion) {
    return render(values, kubeVersion, Map.of());
  }

  Rendering render(Path values, Map<String, String> sets) {
    return render(values, NEWEST, sets);
  }

  private Rendering render(Path values, String kubeVersion, Map<String, String> sets) {
    TemplateCommand command =
        new Helm(folder)
            .template()
            .withName("onestep")
            .withNamespace(NAMESPACE)
            .withKubeVersion(kubeVersion)
            .withValuesFile(values.toAbsolutePath());
    sets.forEach(command::set);
    return Rendering.of(command.call());
  }

  /** Renders hooks as well, which Helm's library leaves out: as resources like any other. */
  Chart withHooks() throws IOException {
    edit("templates/jobs.yaml", "helm.sh/hook:", "example.org/hook:");
    edit("templates/tests/list.yaml", "helm.sh/hook:", "example.org/hook:");
    return this;
  }

  /** What {@code helm lint --strict} says of the chart with these values as its own. */
  LintResult lint(Path values) throws IOException {
    JsonObject all = Yaml.merge(Yaml.read(SOURCE.resolve("values.yaml")), Yaml.read(values));
    Files.writeString(file("values.yaml"), Yaml.write(all));
    return new Helm(folder).lint().strict().call();
  }
}
