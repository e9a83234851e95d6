package onestep.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import onestep.contract.cli.CommandRunner;
import onestep.producer.kafka.SubmitPlan;
import onestep.producer.kafka.SubmitResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandsTest {

  @Command(
      name = "onestep",
      subcommands = {
        PlanCommand.class,
        SubmitCommand.class,
        PauseCommand.class,
        ResumeCommand.class,
        CancelCommand.class,
        RetryCommand.class,
        PurgeCommand.class
      })
  static final class Commands {}

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void shouldPrintAPlanWithARowPerCell() throws IOException {
    String file =
        write(
            "two.yaml",
            "{depth: [1, 2], width: 10, dimension: 1000, networks: 300, sampler: dense, note: hi}");

    int exit = run("plan", file, "--slots", "3");

    assertThat(exit).isZero();
    assertThat(out.toString().lines().toList())
        .hasSize(6)
        .first()
        .isEqualTo("sweep two: 2 cells, 600 networks, 600 trials, 2 tasks");
    assertThat(out.toString().lines().toList().get(1)).matches("about .* on 3 slots; .*");
    assertThat(out.toString().lines().skip(4).map(line -> line.replaceAll(" +", " ").strip()))
        .allMatch(line -> line.endsWith(" hi"))
        .satisfiesExactly(
            first ->
                assertThat(first).startsWith("1 1 10 1,000 relu 1 smallest-step dense 300 × 1 1 "),
            second ->
                assertThat(second)
                    .startsWith("1 2 10 1,000 relu 1 smallest-step dense 300 × 1 1 "));
    assertThat(out.toString()).contains(" 1.13 ", " 1.60 ");
  }

  @Test
  void shouldGatherCellsOfALargePlanByWidthAndDimension() throws IOException {
    String file =
        write(
            "large.yaml",
            "{depth: [1, 2], width: "
                + upTo(10)
                + ", dimension: "
                + upTo(10)
                + ", networks: 5, sampler: dense}");

    run("plan", file);

    assertThat(out.toString().lines().skip(4).map(line -> line.replaceAll(" +", " ").strip()))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("100 1 1…10 1…10 relu 1 smallest-step dense 5 × 1 100 "),
            second ->
                assertThat(second)
                    .startsWith("100 2 1…10 1…10 relu 1 smallest-step dense 5 × 1 100 "));
  }

  @Test
  void shouldCountTheCellsOfAPlanThatDoNotFit() throws IOException {
    String file =
        write(
            "long.yaml",
            "{depth: 1, width: [1, 2], dimension: 3, gain: "
                + upTo(50)
                + ", networks: 5, sampler: dense}");

    run("plan", file);

    assertThat(out.toString().lines())
        .hasSize(4 + 40 + 1)
        .last()
        .isEqualTo("… and 20 more cells (--all prints every cell)");
  }

  @Test
  void shouldPrintEveryCellWhenAsked() throws IOException {
    String file =
        write("all.yaml", "{depth: 1, width: " + upTo(60) + ", dimension: 3, networks: 5}");

    run("plan", file, "--all");

    assertThat(out.toString().lines()).hasSize(4 + 60);
  }

  @Test
  void shouldTellWhoseTimesArePlannedForDevices() throws IOException {
    String file =
        write(
            "both.yaml",
            "{depth: 1, width: 10, dimension: 3, networks: 5, cells: [{backend: cuda}, {backend: cpu}]}");

    run("plan", file);

    assertThat(out.toString().lines().toList().get(2))
        .startsWith(
            "cells for NVIDIA devices: 1; their times are what an H100 as a whole is expected");
  }

  @Test
  void shouldExitWithTwoAndOneLineWhenTheSweepIsNotRight() throws IOException {
    String file = write("bad.yaml", "depth: 1\nwidth: 0\ndimension: 3\nnetworks: 1\n");

    int exit = run("plan", file);

    assertThat(exit).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "onestep: bad.yaml, line 2, column 8: width must be a whole number from 1 to 100,000,000, got 0");
  }

  @Test
  void shouldExitWithTwoAndOneLineWhenAnOptionIsNotRight() {
    assertThat(run("plan", "quick", "--task-memory", "much")).isEqualTo(2);
    assertThat(run("plan", "quick", "--task-seconds", "-1")).isEqualTo(2);
    assertThat(run("plan", "quick", "--slots", "0")).isEqualTo(2);
    assertThat(run("plan")).isEqualTo(2);

    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "onestep: --task-memory must be a size such as 512M or 4G, got much",
            "onestep: --task-seconds must be above 0 and at most 3600, got -1.0",
            "onestep: --slots must be at least 1, got 0",
            "onestep: Missing required parameter: 'SWEEP' (see onestep plan --help)");
  }

  @Test
  void shouldReadTheSweepBeforeItAsksTheCluster() {
    int exit = run("submit", "quik", "--bootstrap-servers", "localhost:1");

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "onestep: no sweep file or preset 'quik'; presets: quick, grid, figures, paper, activations, claims, statements, window, shapes, precise");
  }

  @Test
  void shouldSayWhatASubmitDid() {
    assertThat(
            Report.ofSubmit("quick", new SubmitResult(SubmitPlan.Kind.COMPLETE, 2, 0, 0, 0, 0), 73)
                .text())
        .isEqualTo("nothing to publish, all 73 cells are published already (epoch 2)");
    assertThat(
            Report.ofSubmit("quick", new SubmitResult(SubmitPlan.Kind.STOPPED, 2, 0, 0, 0, 0), 73)
                .text())
        .isEqualTo("was paused or cancelled, and stays so (epoch 2)");
    assertThat(
            Report.ofSubmit(
                    "quick", new SubmitResult(SubmitPlan.Kind.REOPENED, 3, 10, 1000, 20, 0), 73)
                .text())
        .isEqualTo(
            "published 10 tasks with 1,000 networks, only what is missing; 20 networks are in"
                + " already (epoch 3)");
  }

  @Test
  void shouldSayThatCellsWithAStopRuleAreAskedForInRounds() {
    SubmitResult mixed = new SubmitResult(SubmitPlan.Kind.FIRST, 1, 10, 1000, 0, 5);
    SubmitResult all = new SubmitResult(SubmitPlan.Kind.FIRST, 1, 0, 0, 0, 5);

    assertThat(Report.ofSubmit("s", mixed, 7).text())
        .isEqualTo(
            "published 10 tasks with 1,000 networks, and 5 cells whose networks are asked for in"
                + " rounds, by their stop rule (epoch 1)");
    assertThat(Report.ofSubmit("s", all, 5).text())
        .isEqualTo(
            "published 5 cells whose networks are asked for in rounds, by their stop rule (epoch"
                + " 1)");
  }

  @Test
  void shouldPrintWhatASubmitDidAsJson() {
    Report.ofSubmit("quick", new SubmitResult(SubmitPlan.Kind.FIRST, 1, 10, 1000, 20, 0), 73)
        .print(new PrintWriter(out), true);

    assertThat(out)
        .hasToString(
            "{\"cellsInRounds\":0,\"epoch\":1,\"networks\":1000,\"networksInAlready\":20,\"result\":\"published\","
                + "\"sweep\":\"quick\",\"tasks\":10}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"submit quick", "pause x", "resume x", "cancel x", "retry x", "purge x"})
  void shouldSayThatNoBrokerAnswers(String command) {
    String[] words = (command + " --bootstrap-servers localhost:nowhere").split(" ");

    int exit = run(words);

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .contains("localhost:nowhere");
  }

  private int run(String... arguments) {
    CommandLine commands = new CommandLine(new Commands()).setOut(new PrintWriter(out));
    return CommandRunner.run(commands, new PrintStream(err, true, UTF_8), arguments);
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String upTo(int last) {
    StringBuilder list = new StringBuilder("[1");
    for (int i = 2; i <= last; i++) {
      list.append(", ").append(i);
    }
    return list.append(']').toString();
  }
}
