package onestep.local.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import onestep.contract.cli.CommandRunner;
import onestep.producer.PlanCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whatever a sweep file holds, it is planned, or refused in one short line with exit code 2. */
class SweepFileFuzzTest {

  private static final long MOST_BYTES = 256L << 20;
  private static final int LONGEST_MESSAGE = 1_000;

  private static final List<String> VALID =
      List.of(
          """
          name: window
          activation: [relu, tanh]
          depth: [1, 2, 3]
          width: [10, 100]
          dimension: [50, 500]
          gain: 2
          networks: 1e2
          points: 1
          attack: {name: smallest-step, max_step: [3, 20], unit: linear, resolution: 0.25}
          """,
          """
          seed: -7
          points: 4
          note: a remark
          sampler: conditioned
          attack: &a {name: fixed-step, failure: [0.1, 0.01]}
          cells:
            - {depth: 1, width: 10, dimension: 5, networks: 4, backend: cpu}
            - {width: [[9, 8, 7]], dimension: 5, networks: 0x10, attack: *a}
          """,
          """
          depth: 1
          width: 10
          dimension: 5
          stop:
            statistic: flipped-fraction
            relative_error: 0.05
            confidence: 0.9
            min_networks: 30
            max_networks: 4000
          """);

  private static final List<String> KEYS =
      List.of(
          "name",
          "seed",
          "networks",
          "points",
          "depth",
          "width",
          "dimension",
          "activation",
          "gain",
          "sampler",
          "backend",
          "attack",
          "note",
          "cells",
          "stop",
          "statistic",
          "relative_error",
          "confidence",
          "min_networks",
          "max_networks",
          "max_step",
          "unit",
          "resolution",
          "step",
          "failure",
          "count",
          "radius",
          "planner",
          "<<",
          "widht",
          "\"\\e[31m\"");

  private static final List<String> SCALARS =
      List.of(
          "1",
          "0",
          "-1",
          "10",
          "1e3",
          "0.5",
          "1e-300",
          "1e400",
          "2147483648",
          "9223372036854775808",
          "1e999999999",
          "0x7fffffffffffffff",
          ".inf",
          ".nan",
          "~",
          "true",
          "''",
          "relu",
          "tanh",
          "dense",
          "conditioned",
          "auto",
          "cuda",
          "smallest-step",
          "fixed-step",
          "eta",
          "linear",
          "radius",
          "!!int x",
          "!!binary aGk=",
          "*a",
          "&a 1",
          "? 1",
          "\"\\0\\u2028\\e[2J\"",
          "2026-01-01");

  @TempDir private Path directory;

  @Test
  void shouldPlanOrRefuseAChangedFile() {
    Fuzz.tryInputs(
        "sweep files with changed bytes",
        400,
        MOST_BYTES,
        random ->
            plan(Fuzz.mutated(Fuzz.anyOf(VALID, random).getBytes(StandardCharsets.UTF_8), random)));
  }

  @Test
  void shouldPlanOrRefuseAnyYaml() {
    Fuzz.tryInputs(
        "sweep files of keys and values at random",
        400,
        MOST_BYTES,
        random -> plan(mapping(random, 0).getBytes(StandardCharsets.UTF_8)));
  }

  /** What is small on disk and large in memory, or deep. */
  @Test
  void shouldRefuseBombs() {
    List<String> bombs =
        List.of(
            "a: &a [x]\n"
                + IntStream.range(0, 60)
                    .mapToObj(i -> "b" + i + ": &b" + i + " [*a, *a, *a, *a]\n")
                    .collect(Collectors.joining()),
            "width: &a [*a]\ndepth: 1\ndimension: 1\nnetworks: 1",
            "depth: " + "[".repeat(50_000),
            "width: " + "[".repeat(2_000) + "1" + "]".repeat(2_000),
            "{".repeat(100_000),
            "cells: " + "- ".repeat(10_000) + "1",
            "x".repeat(900_000) + ": 1",
            "depth: " + "9".repeat(900_000),
            "note: \"" + "\\u0000".repeat(1_000) + "\"",
            IntStream.range(0, 60_000)
                .mapToObj(i -> "k" + i + ": 1\n")
                .collect(Collectors.joining()),
            "{depth: 1, dimension: 1, networks: 1, width: ["
                + IntStream.range(1, 150_000)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(","))
                + "], gain: [1, 2, 3, 4, 5, 6, 7, 8, 9]}",
            "%YAML 9.9\n---\ndepth: 1",
            "--- 1\n--- 2\n",
            "\uFEFFdepth: 1");
    bombs.forEach(
        bomb ->
            Fuzz.tryInputs(
                "sweep file of " + bomb.length() + " bytes",
                1,
                8 * MOST_BYTES,
                random -> plan(bomb.getBytes(StandardCharsets.UTF_8))));
  }

  private void plan(byte[] content) throws IOException {
    Path file = directory.resolve("small.yaml");
    Files.write(file, content);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CommandLine command = new CommandLine(new PlanCommand());
    command.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    int exit =
        CommandRunner.run(
            command, new PrintStream(err, true, StandardCharsets.UTF_8), file.toString());

    String message = err.toString(StandardCharsets.UTF_8);
    if (exit == 0) {
      assertThat(message).isEmpty();
    } else {
      assertThat(exit).as(message).isEqualTo(2);
      assertThat(message).hasLineCount(1).startsWith("onestep: ");
      assertThat(message.length()).as(message).isLessThan(LONGEST_MESSAGE);
      assertThat(message.strip()).as("one line of plain text").doesNotContainPattern("\\p{Cntrl}");
    }
  }

  private static String mapping(Random random, int depth) {
    return IntStream.range(0, 1 + random.nextInt(8))
        .mapToObj(i -> Fuzz.anyOf(KEYS, random) + ": " + value(random, depth + 1))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String value(Random random, int depth) {
    int dice = depth > 4 ? 0 : random.nextInt(6);
    return switch (dice) {
      case 1 ->
          IntStream.range(0, random.nextInt(4))
              .mapToObj(i -> value(random, depth + 1))
              .collect(Collectors.joining(", ", "[", "]"));
      case 2 -> mapping(random, depth);
      default -> Fuzz.anyOf(SCALARS, random);
    };
  }
}
