package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {

  @Test
  void shouldTellWhereResultsCameFrom() throws IOException {
    // Given
    Manifest manifest = manifest("{\"name\":\"quick\",\"grids\":[{\"depth\":[1,2]}]}");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    // When
    manifest.write(out);

    // Then
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {
              "version" : "0.1.0",
              "commit" : "abc123",
              "sweep" : "quick",
              "specification" : {
                "name" : "quick",
                "grids" : [ {
                  "depth" : [ 1, 2 ]
                } ]
              },
              "machine" : {
                "jvm" : "Some VM 17",
                "system" : "Linux 6",
                "cpu" : "Some CPU",
                "cores" : 2
              },
              "start" : "2026-01-01T00:00:00Z",
              "end" : "2026-01-01T00:01:02.500Z",
              "seconds" : 62.5,
              "networks" : 12,
              "trials" : 1200
            }
            """);
  }

  @Test
  void shouldRefuseASpecificationThatIsNotJson() {
    assertThatThrownBy(() -> manifest("name: quick").write(new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void shouldFindTheProcessorModel() {
    // Given
    List<String> lines = List.of("processor\t: 0", "model name\t: Fast CPU @ 3 GHz", "flags\t: x");

    // When
    String model = Machine.modelName(lines, "amd64");

    // Then
    assertThat(model).isEqualTo("Fast CPU @ 3 GHz");
  }

  @Test
  void shouldNameTheArchitectureWhereTheModelIsUnknown() {
    assertThat(Machine.modelName(List.of("processor\t: 0"), "aarch64")).isEqualTo("aarch64");
  }

  private static Manifest manifest(String specification) {
    return new Manifest(
        "0.1.0",
        "abc123",
        "quick",
        specification,
        new Machine("Some VM 17", "Linux 6", "Some CPU", 2),
        Instant.parse("2026-01-01T00:00:00Z"),
        Instant.parse("2026-01-01T00:01:02.500Z"),
        12,
        1200);
  }
}
