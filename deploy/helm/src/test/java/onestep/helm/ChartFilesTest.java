package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the chart has a copy of, and what is written from it. {@code -Dchart.write=true} writes the
 * copies and the table anew.
 */
class ChartFilesTest {

  private static final boolean WRITE = Boolean.getBoolean("chart.write");
  private static final String HOW =
      "; write it anew with mvn -o test -am -pl deploy/helm -Dtest=ChartFilesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dchart.write=true";
  private static final Path PROMETHEUS = Path.of("..", "prometheus");
  private static final Path GRAFANA = Path.of("..", "grafana", "dashboards");
  private static final Path FILES = Chart.SOURCE.resolve("files");
  private static final Path README = Chart.SOURCE.resolve("README.md");
  private static final String BEGIN = "<!-- values -->\n";
  private static final String END = "<!-- end of values -->\n";

  @Test
  void shouldHaveTheRulesAndAlertsOfPrometheus() throws IOException {
    for (String file : List.of("rules.yml", "alerts.yml")) {
      String source = Files.readString(PROMETHEUS.resolve(file));
      if (WRITE) {
        Files.writeString(FILES.resolve(file), source);
      }
      assertThat(FILES.resolve(file))
          .withFailMessage("%s is not deploy/prometheus/%s%s", FILES.resolve(file), file, HOW)
          .hasContent(source);
    }
  }

  @Test
  void shouldHaveTheDashboardsOfGrafana() throws IOException {
    Path folder = FILES.resolve("dashboards");
    SortedMap<String, String> source = dashboards(GRAFANA);
    if (WRITE) {
      for (String file : dashboards(folder).keySet()) {
        Files.delete(folder.resolve(file));
      }
      for (String file : source.keySet()) {
        Files.writeString(Files.createDirectories(folder).resolve(file), source.get(file));
      }
    }
    assertThat(dashboards(folder))
        .withFailMessage("%s is not what deploy/grafana/dashboards has%s", folder, HOW)
        .isEqualTo(source);
  }

  @Test
  void shouldHaveATableOfItsValues() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    String table = ValuesTable.of(Chart.SOURCE.resolve("values.yaml")).text();
    String expected =
        readme.substring(0, begin) + table + readme.substring(readme.indexOf(END, begin));
    if (WRITE) {
      Files.writeString(README, expected);
    }
    assertThat(README)
        .withFailMessage("the table of %s is old%s", README, HOW)
        .hasContent(expected);
  }

  @Test
  void shouldDescribeEveryValue() throws IOException {
    assertThat(ValuesTable.of(Chart.SOURCE.resolve("values.yaml")).undescribed()).isEmpty();
  }

  @Test
  void shouldHaveADefaultForEverythingThatTheSchemaKnows() throws IOException {
    JsonObject schema = Yaml.read(Chart.SOURCE.resolve("values.schema.json"));
    List<String> missing = new ArrayList<>();
    missing(schema, schema, Yaml.read(Chart.SOURCE.resolve("values.yaml")), "", missing);

    // Helm's own; of CPU workers, there to be refused with a better message.
    assertThat(missing)
        .containsExactlyInAnyOrder("global", "workers.cpu.gpuSlots", "workers.cpu.gpuResource");
  }

  @Test
  void shouldBeOfTheVersionOfTheProgram() throws IOException {
    assertThat(Yaml.read(Chart.SOURCE.resolve("Chart.yaml")).get("appVersion").getAsString())
        .isEqualTo(System.getProperty("project.version"));
  }

  private static void missing(
      JsonObject schema, JsonObject here, JsonObject defaults, String path, List<String> missing) {
    JsonElement reference = here.get("$ref");
    if (reference != null) {
      String name = reference.getAsString().replace("#/$defs/", "");
      missing(
          schema, schema.getAsJsonObject("$defs").getAsJsonObject(name), defaults, path, missing);
      return;
    }
    Manifest.at(here, "properties")
        .ifPresent(
            properties ->
                properties
                    .getAsJsonObject()
                    .asMap()
                    .forEach(
                        (key, property) -> {
                          JsonElement value = defaults.get(key);
                          if (value == null) {
                            missing.add(path + key);
                          } else if (value.isJsonObject() && !key.equals("resources")) {
                            missing(
                                schema,
                                property.getAsJsonObject(),
                                value.getAsJsonObject(),
                                path + key + ".",
                                missing);
                          }
                        }));
  }

  private static SortedMap<String, String> dashboards(Path folder) throws IOException {
    SortedMap<String, String> dashboards = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(file -> file.toString().endsWith(".json"))
            .forEach(file -> dashboards.put(file.getFileName().toString(), read(file)));
      }
    }
    return dashboards;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
