package onestep.aggregator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import onestep.aggregator.statistics.NetworkTrials;
import onestep.aggregator.statistics.Trial;
import onestep.aggregator.statistics.TrialOutcome;
import org.junit.jupiter.api.Test;

class TrialTableTest {

  private static final String HEADER =
      "cell,network,point,value,gradient_norm,outcome,eta,perturbation,linearity";

  @Test
  void shouldWriteOneRowATrial() throws IOException {
    // When
    byte[] file =
        write(
            table -> {
              table.add(
                  "c1",
                  network(
                      0,
                      new Trial(-0.5, 0.5, TrialOutcome.FLIPPED, 2.5),
                      new Trial(0.25, 0.5, TrialOutcome.UNFLIPPED, Double.NaN)));
              table.add("c1", network(1, new Trial(0, 0, TrialOutcome.DEGENERATE, Double.NaN)));
              table.add(
                  "c2", network(0, new Trial(1e-9, 0.5, TrialOutcome.UNRESOLVED, Double.NaN)));
              table.add("c2", network(1, new Trial(1, 0.5, TrialOutcome.FLIPPED, 2, 0.25, 3)));
            });

    // Then
    assertThat(lines(file))
        .containsExactly(
            HEADER,
            "c1,0,0,-0.5,0.5,flipped,2.5,1.25,1.25",
            "c1,0,1,0.25,0.5,not-flipped,,,",
            "c1,1,0,0.0,0.0,degenerate,,,",
            "c2,0,0,1.0E-9,0.5,unresolved,,,",
            "c2,1,0,1.0,0.5,flipped,2.0,6.0,1.5");
  }

  @Test
  void shouldKeepEveryRowOfALongTable() throws IOException {
    // Given: several times the buffer
    int networks = 20_000;

    // When
    byte[] file =
        write(
            table -> {
              for (int network = 0; network < networks; network++) {
                table.add(
                    "cell",
                    network(network, new Trial(1.0 / (network + 1), 0.7, TrialOutcome.FLIPPED, 1)));
              }
            });

    // Then
    List<String> lines = lines(file);
    assertThat(lines).hasSize(networks + 1);
    assertThat(lines.get(networks)).startsWith("cell," + (networks - 1) + ",0,5.0E-5,");
  }

  @Test
  void shouldCarryNoTimeInTheGzipHeader() throws IOException {
    // When
    byte[] file = write(table -> {});

    // Then
    assertThat(file).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
  }

  private static NetworkTrials network(int number, Trial... trials) {
    return new NetworkTrials(number, List.of(trials));
  }

  private static byte[] write(TrialTable.Source source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TrialTable table = new TrialTable(out)) {
      source.addTo(table);
    }
    return out.toByteArray();
  }

  private static List<String> lines(byte[] file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
