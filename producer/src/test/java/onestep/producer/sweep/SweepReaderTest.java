package onestep.producer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StepUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SweepReaderTest {

  private static final String ACTIVATIONS =
      "activation must be one of relu, leaky-relu, tanh, erf, sigmoid, softplus, gelu, swish, sine,"
          + " got ";

  private static final String SMALL = "{depth: 1, width: 10, dimension: 10, networks: 5, %s}";

  @Test
  void shouldFillInTheDefaults() {
    Sweep sweep = read("{depth: 2, width: 10, dimension: 30, networks: 5, sampler: dense}");

    assertThat(sweep.name()).isEqualTo("test");
    assertThat(sweep.plan())
        .singleElement()
        .satisfies(
            cell -> {
              assertThat(cell.networks()).isEqualTo(5);
              assertThat(cell.note()).isEmpty();
              assertThat(cell.spec())
                  .isEqualTo(
                      new CellSpec(
                          new ModelSpec(List.of(10, 10), 30, Activation.RELU, 1, Sampler.DENSE, 1),
                          new AttackSpec.SmallestStep(20, StepUnit.ETA, 0.5),
                          1,
                          CellSpec.CPU_NUMERICS));
            });
  }

  @Test
  void shouldRefuseListsInListsInLists() {
    assertThatThrownBy(() -> read("{depth: " + "[".repeat(30) + "1" + "]".repeat(30) + "}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nested more than 20 deep");
  }

  @Test
  void shouldRefuseANumberOfThousandsOfDigits() {
    assertThatThrownBy(() -> read(SMALL.formatted("seed: " + "9".repeat(2_000))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a value of 2,000 characters, more than the limit of 1,000");
  }

  @Test
  void shouldShowNoControlCharactersOfTheFile() {
    assertThatThrownBy(() -> read("{\"\\e[2J\": 1}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("unknown key ' [2J'");
  }

  @Test
  void shouldReadEveryKey() {
    Sweep sweep =
        read(
            """
            name: a-sweep.2
            seed: -7
            networks: 1e3
            points: 4
            depth: 2
            width: 20
            dimension: 30
            activation: relu
            gain: 1.5
            sampler: conditioned
            note: a remark
            attack: {name: smallest-step, max_step: 3, unit: linear, resolution: 0.25}
            """);

    assertThat(sweep.name()).isEqualTo("a-sweep.2");
    assertThat(sweep.note(0)).hasValue("a remark");
    assertThat(sweep.trials()).isEqualTo(4000);
    assertThat(sweep.plan())
        .extracting(PlannedCell::spec)
        .containsExactly(
            new CellSpec(
                new ModelSpec(List.of(20, 20), 30, Activation.RELU, 1.5, Sampler.CONDITIONED, -7),
                new AttackSpec.SmallestStep(3, StepUnit.LINEAR, 0.25),
                4,
                CellSpec.CPU_NUMERICS));
  }

  @Test
  void shouldSpanTheGridDepthSlowest() {
    Sweep sweep =
        read("{depth: [2, 1], width: [20, 10], dimension: [5, 4], gain: [2, 1], networks: 1}");

    assertThat(sweep.plan().map(SweepReaderTest::shape))
        .containsExactly(
            "[20, 20] 5 2.0",
            "[20, 20] 5 1.0",
            "[20, 20] 4 2.0",
            "[20, 20] 4 1.0",
            "[10, 10] 5 2.0",
            "[10, 10] 5 1.0",
            "[10, 10] 4 2.0",
            "[10, 10] 4 1.0",
            "[20] 5 2.0",
            "[20] 5 1.0",
            "[20] 4 2.0",
            "[20] 4 1.0",
            "[10] 5 2.0",
            "[10] 5 1.0",
            "[10] 4 2.0",
            "[10] 4 1.0");
  }

  @Test
  void shouldTakeANestedListAsTheWidthsOfOneNetwork() {
    Sweep sweep = read("{width: [[100, 50, 10], [7]], dimension: 5, networks: 1}");

    assertThat(sweep.plan().map(SweepReaderTest::shape))
        .containsExactly("[100, 50, 10] 5 1.0", "[7] 5 1.0");
  }

  @Test
  void shouldLetAnInheritedDepthGiveWayToListedWidths() {
    Sweep sweep =
        read("{depth: 2, width: 10, dimension: 5, networks: 1, cells: [{width: [[9, 8, 7]]}]}");

    assertThat(sweep.plan().map(SweepReaderTest::shape)).containsExactly("[9, 8, 7] 5 1.0");
  }

  @Test
  void shouldOverrideAttacksKeyByKey() {
    Sweep sweep =
        read(
            """
            depth: 1
            width: 10
            dimension: 10
            networks: 1
            attack: {unit: radius, resolution: 0.1}
            cells: [{attack: {max_step: [1, 2]}}]
            """);

    assertThat(sweep.plan().map(cell -> cell.spec().attack()))
        .containsExactly(
            new AttackSpec.SmallestStep(1, StepUnit.RADIUS, 0.1),
            new AttackSpec.SmallestStep(2, StepUnit.RADIUS, 0.1));
  }

  @Test
  void shouldReadFixedSteps() {
    Sweep sweep =
        read(
            """
            depth: 1
            width: 10
            dimension: 10
            networks: 1
            attack:
              - {name: fixed-step, step: [1, 2], unit: [eta, radius]}
              - {name: fixed-step, failure: [0.1, 0.01]}
            """);

    assertThat(sweep.plan().map(cell -> cell.spec().attack()))
        .containsExactly(
            new AttackSpec.FixedStep(1, StepUnit.ETA),
            new AttackSpec.FixedStep(1, StepUnit.RADIUS),
            new AttackSpec.FixedStep(2, StepUnit.ETA),
            new AttackSpec.FixedStep(2, StepUnit.RADIUS),
            AttackSpec.FixedStep.failingAtMost(0.1),
            AttackSpec.FixedStep.failingAtMost(0.01));
  }

  @Test
  void shouldReadProbesAndReadThemBack() {
    Sweep sweep =
        read(SMALL.formatted("attack: {name: probe, failure: [0.1, 0.01], radius: [1, 2.5]}"));

    Sweep again =
        SweepReader.readSpecification(
            sweep.specification(), "test", Limits.DEFAULT, Optional.empty(), cell -> 1);

    assertThat(sweep.plan().map(cell -> cell.spec().attack()))
        .containsExactly(
            new AttackSpec.Probe(0.1, 1),
            new AttackSpec.Probe(0.1, 2.5),
            new AttackSpec.Probe(0.01, 1),
            new AttackSpec.Probe(0.01, 2.5));
    assertThat(again.plan().map(PlannedCell::spec))
        .isEqualTo(sweep.plan().map(PlannedCell::spec).toList());
    assertThat(read(SMALL.formatted("attack: {name: probe}")).plan().map(PlannedCell::spec))
        .allMatch(cell -> cell.attack().equals(new AttackSpec.Probe(0.05, 1)));
  }

  @Test
  void shouldReadBackTheSpecificationOfFixedSteps() {
    Sweep sweep = read(SMALL.formatted("attack: {name: fixed-step, failure: [0.1, 1e-3]}"));

    Sweep again =
        SweepReader.readSpecification(
            sweep.specification(), "test", Limits.DEFAULT, Optional.empty(), cell -> 1);

    assertThat(again.plan().map(PlannedCell::spec))
        .isEqualTo(sweep.plan().map(PlannedCell::spec).toList());
  }

  @Test
  void shouldReadTheAttacksThatPeopleCompareWith() {
    Sweep sweep =
        read(
            """
            depth: 1
            width: 10
            dimension: 10
            networks: 1
            attack:
              - {name: sign-step}
              - {name: sign-step, unit: [eta, radius], max_step: 2, resolution: 0.5}
              - {name: random-direction}
              - {name: random-direction, max_step: 3, resolution: 0.1}
              - {name: gradient-descent}
              - {name: gradient-descent, step: 0.5, unit: linear, count: [3, 30]}
            """);

    List<AttackSpec> attacks = sweep.plan().map(cell -> cell.spec().attack()).toList();
    assertThat(attacks)
        .containsExactly(
            new AttackSpec.SignStep(10, StepUnit.LINEAR, 0.1),
            new AttackSpec.SignStep(2, StepUnit.ETA, 0.5),
            new AttackSpec.SignStep(2, StepUnit.RADIUS, 0.5),
            new AttackSpec.RandomDirection(10, 0.05),
            new AttackSpec.RandomDirection(3, 0.1),
            new AttackSpec.GradientDescent(0.1, StepUnit.SIGMA, 100),
            new AttackSpec.GradientDescent(0.5, StepUnit.LINEAR, 3),
            new AttackSpec.GradientDescent(0.5, StepUnit.LINEAR, 30));
    Sweep again =
        SweepReader.readSpecification(
            sweep.specification(), "test", Limits.DEFAULT, Optional.empty(), cell -> 1);
    assertThat(again.plan().map(cell -> cell.spec().attack())).isEqualTo(attacks);
  }

  /** Keys of one attack mean nothing to another, so they are not inherited. */
  @Test
  void shouldOverrideOnlyAttacksOfTheSameName() {
    Sweep sweep =
        read(
            """
            depth: 1
            width: 10
            dimension: 10
            networks: 1
            attack: {max_step: 3}
            cells:
              - {attack: {name: fixed-step, step: 2}}
              - {attack: {name: smallest-step, unit: linear}}
              - {attack: {unit: radius}}
            """);

    assertThat(sweep.plan().map(cell -> cell.spec().attack()))
        .containsExactly(
            new AttackSpec.FixedStep(2, StepUnit.ETA),
            new AttackSpec.SmallestStep(3, StepUnit.LINEAR, 0.5),
            new AttackSpec.SmallestStep(3, StepUnit.RADIUS, 0.5));
  }

  @Test
  void shouldNotTakeNoAndOnForBooleans() {
    Sweep sweep = read("{name: no, depth: 1, width: 3, dimension: 3, networks: 1, note: on}");

    assertThat(sweep.name()).isEqualTo("no");
    assertThat(sweep.note(0)).hasValue("on");
  }

  static List<Arguments> badInputs() {
    return List.of(
        bad("depth: [1", "line 1, column 10: not YAML: expected ',' or ']', but got <stream end>"),
        bad("", "is empty; a sweep needs at least depth, width, dimension, networks"),
        bad("[1, 2]", "line 1, column 1: a sweep file must be a mapping (key: value), got a list"),
        bad("a: 1\n---\nb: 1", "line 2, column 1: not YAML: but found another document"),
        bad(
            "depth: 1\nwidht: 10\n",
            "line 2, column 1: unknown key 'widht', did you mean 'width'?"),
        bad("depth: 1\ndepth: 2\n", "line 2, column 1: key 'depth' is given twice: remove one"),
        bad("? [a]\n: 1\n", "line 1, column 3: a key must be a word, got a list"),
        bad(
            "depth: 1\nwidth: 10\ndimension: 3",
            "line 1, column 1: networks is missing: add networks:"),
        bad(
            "{width: 3, dimension: 3, networks: 1}",
            "line 1, column 1: depth is missing: add depth:"),
        small("seed: 1.5", "seed must be a whole number, got 1.5"),
        small("points: 0", "points must be a whole number from 1 to 10,000, got 0"),
        small("points: 10001", "points must be a whole number from 1 to 10,000, got 10001"),
        small("points: ten", "points must be a whole number from 1 to 10,000, got 'ten'"),
        small("points: '10'", "points must be a whole number from 1 to 10,000, got '10'"),
        small("points: .nan", "points must be a whole number from 1 to 10,000, got .nan"),
        small(
            "points: 1e999999999",
            "points must be a whole number from 1 to 10,000, got 1e999999999"),
        small("points:", "points must be a whole number from 1 to 10,000, got nothing"),
        small("points: [[1]]", "points must be a whole number from 1 to 10,000, got a list", 60),
        small("points: []", "points must have at least one value, got an empty list"),
        small("gain: -1", "gain must be a positive, finite number, got -1"),
        small("gain: 0", "gain must be a positive, finite number, got 0"),
        small("gain: .inf", "gain must be a positive, finite number, got .inf"),
        small("gain: 1e999", "gain must be a positive, finite number, got 1e999"),
        small("gain: {a: 1}", "gain must be a positive, finite number, got a mapping"),
        small("activation: relux", ACTIVATIONS + "'relux'"),
        small("activation: 1", ACTIVATIONS + "1"),
        small("sampler: fast", "sampler must be one of auto, dense, conditioned, got 'fast'"),
        small("sampler: [dense]", "sampler must be text, got a list"),
        small("note: [a]", "note must be text, got a list"),
        small("attack: 3", "attack must be a mapping (key: value), got 3"),
        small("attack: {max_steps: 3}", "unknown key 'max_steps', did you mean 'max_step'?", 60),
        small(
            "attack: {name: fgsm}",
            "attack.name must be one of smallest-step, fixed-step, sign-step, random-direction,"
                + " gradient-descent, probe, got 'fgsm'",
            66),
        small(
            "attack: {unit: mm}",
            "attack.unit must be one of eta, linear, radius, length, sigma, got 'mm'",
            66),
        small(
            "attack: {max_step: 0}",
            "attack.max_step must be a positive, finite number, got 0",
            70),
        small(
            "attack: {max_step: [20, 1e40], resolution: 1}",
            "attack.max_step must be at most 1e15, beyond which float32 may overflow, got 1.0E40",
            70),
        small(
            "attack: {max_step: 0.2}",
            "attack.resolution must be at most max_step (0.2), got 0.5",
            59),
        small(
            "attack: {resolution: 1e-9}",
            "attack.max_step 20.0 is more than 1,000,000 times the resolution 1.0E-9: take a coarser one",
            72),
        small(
            "attack: {name: probe, failure: 1}",
            "attack.failure must be a number above 0 and below 1, got 1",
            82),
        small(
            "attack: {name: probe, radius: -1}",
            "attack.radius must be a positive, finite number, got -1",
            81),
        bad(
            "{depth: 1, width: 3, dimension: 3, networks: 1, points: 3000, attack: {name: probe}}",
            "line 1, column 57: points must be at most 2,200 with attack probe, of which each point takes 409 bytes, got 3,000"),
        small(
            "attack: {name: probe, step: 1}",
            "attack.step is not for probe, which takes failure, radius: remove it or name another attack",
            79),
        small(
            "attack: {name: fixed-step, failure: 1}",
            "attack.failure must be a number above 0 and below 1, got 1",
            87),
        small(
            "attack: {name: fixed-step, failure: [0.1, -2]}",
            "attack.failure must be a number above 0 and below 1, got -2",
            93),
        small(
            "attack: {name: fixed-step, step: 0}",
            "attack.step must be a positive, finite number, got 0",
            84),
        small(
            "attack: {name: fixed-step, step: 1e16}",
            "attack.step must be at most 1e15, beyond which float32 may overflow, got 1.0E16",
            84),
        small(
            "attack: {name: fixed-step}",
            "attack fixed-step needs step (how far) or failure (γ of the theorems), got neither:"
                + " add one",
            59),
        small(
            "attack: {name: fixed-step, step: 1, failure: 0.1}",
            "attack fixed-step needs step (how far) or failure (γ of the theorems), got both: remove"
                + " one",
            59),
        small(
            "attack: {name: fixed-step, failure: 0.1, unit: eta}",
            "attack.unit is of step; failure has none: remove it",
            98),
        small(
            "attack: {name: fixed-step, max_step: 3}",
            "attack.max_step is not for fixed-step, which takes failure, step, unit: remove it or"
                + " name another attack",
            88),
        small(
            "attack: {step: 3}",
            "attack.step is not for smallest-step, which takes max_step, resolution, unit: remove it"
                + " or name another attack",
            66),
        small(
            "attack: {name: sign-step, unit: sigma}",
            "attack.unit of sign-step must be one of eta, linear, radius, got sigma",
            83),
        small(
            "attack: {name: random-direction, unit: eta}",
            "attack.unit is not for random-direction, which takes max_step, resolution: remove it or"
                + " name another attack",
            90),
        small(
            "attack: {name: gradient-descent, count: 0}",
            "attack.count must be a whole number from 1 to 10,000, got 0",
            91),
        small(
            "attack: {name: gradient-descent, count: 20000}",
            "attack.count must be a whole number from 1 to 10,000, got 20000",
            91),
        small("cells: []", "cells must have at least one value, got an empty list"),
        small("cells: {depth: 1}", "cells must be a list, got a mapping"),
        small("cells: [{name: x}]", "unknown key 'name', did you mean 'note'?", 60),
        small("name: Big Sweep", nameRule("Big Sweep")),
        bad(
            "{depth: [1, 100], width: 3, dimension: 3, gain: [2, 4], networks: 1}",
            "line 1, column 1: squares of values and gradients must be within 1e-32 and 1e+20 for"
                + " float32, got f² = 1.27e+30 and ‖∇f‖² = 1.27e+30 with relu, gain 4.0 and depth"
                + " 100: take another gain or a smaller depth"),
        bad(
            "{depth: 40, width: 3, dimension: 3, activation: tanh, gain: 1e-200, networks: 1,"
                + " attack: {unit: linear}}",
            "line 1, column 1: ‖∇f‖ is 0 with tanh, gain 1.0E-200 and depth 40: no gradient is left"
                + " to step along; take a smaller gain or depth"),
        bad(
            "{depth: 0, width: 3, dimension: 3, networks: 1}",
            "line 1, column 9: depth must be a whole number from 1 to 100, got 0"),
        bad(
            "{depth: 1, width: 0, dimension: 3, networks: 1}",
            "line 1, column 19: width must be a whole number from 1 to 100,000,000, got 0"),
        bad(
            "{depth: 1, width: 3, dimension: 0, networks: 1}",
            "line 1, column 33: dimension must be a whole number from 1 to 10,000,000, got 0"),
        bad(
            "{depth: 1, width: 3, dimension: 3, networks: 0}",
            "line 1, column 46: networks must be a whole number from 1 to 10,000,000, got 0"),
        bad(
            "{depth: 1, width: 3, dimension: 3, networks: [1]}",
            "line 1, column 46: networks must be a whole number from 1 to 10,000,000, got a list"),
        bad(
            "{depth: [1, 2], width: [[9, 8, 7]], dimension: 3, networks: 1}",
            "line 1, column 9: depth must agree with the 3 widths listed for one network, got [1, 2]: leave depth out"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("badInputs")
  void shouldRefuseWithPlaceFieldAndValue(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void shouldRefuseMoreCellsThanTheLimitBeforeWalkingOverThem() {
    String thousand = "[1" + joined(1000) + "]";
    String yaml =
        "{depth: 1, width: %s, dimension: %s, gain: %s, networks: 1}"
            .formatted(thousand, thousand, thousand);

    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "sweep test has 1,000,000,000 cells, more than the limit of 1,000,000: shorten its lists"
                + " or split it");
  }

  @Test
  void shouldRefuseACellThatNoSamplerFitsIntoTheTaskMemory() {
    Limits limits = Limits.DEFAULT.withTaskMemoryBytes(100);

    assertThatThrownBy(
            () ->
                SweepReader.read(
                    "{depth: 2, width: 1000, dimension: 10, networks: 1}",
                    "test.yaml",
                    "test",
                    limits,
                    Optional.empty(),
                    cell -> cell.model().sampler() == Sampler.DENSE ? 1000 : 400))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "test.yaml, line 1, column 1: one network of the cell with depth 2, largest width 1,000,"
                + " dimension 10, 1 points and the conditioned sampler needs 400 bytes, more than the"
                + " task memory of 100: raise --task-memory, ask for fewer points or scan steps");
  }

  @Test
  void shouldTakeTheOtherSamplerWhenTheCheaperDoesNotFit() {
    String yaml = "{depth: 2, width: 2000, dimension: 10, networks: 1, points: 100}";

    assertThat(samplers(yaml, cell -> 1)).containsExactly(Sampler.DENSE);
    assertThat(samplers(yaml, only(Sampler.CONDITIONED))).containsExactly(Sampler.CONDITIONED);
  }

  @Test
  void shouldNotTakeASamplerThatTakesTenTimesLongerForTheMemoryItSaves() {
    String yaml = "{depth: 2, width: 100000, dimension: 1000, networks: 1}";

    assertThat(samplers(yaml, only(Sampler.DENSE))).containsExactly(Sampler.CONDITIONED);
  }

  /** Footprints of which only those of one sampler are within 4 GiB. */
  private static ToLongFunction<CellSpec> only(Sampler small) {
    return cell -> cell.model().sampler() == small ? 1 : (4L << 30) + 1;
  }

  private static List<Sampler> samplers(String yaml, ToLongFunction<CellSpec> footprint) {
    Limits limits = Limits.DEFAULT.withTaskMemoryBytes(Long.MAX_VALUE);
    return SweepReader.read(yaml, "test.yaml", "test", limits, Optional.empty(), footprint)
        .plan()
        .map(cell -> cell.spec().model().sampler())
        .toList();
  }

  static Sweep read(String yaml) {
    return SweepReader.read(yaml, "test.yaml", "test", Limits.DEFAULT, Optional.empty(), cell -> 1);
  }

  private static String shape(PlannedCell cell) {
    ModelSpec model = cell.spec().model();
    return model.widths() + " " + model.dimension() + " " + model.gain();
  }

  private static Arguments bad(String yaml, String message) {
    String separator = message.startsWith("line") ? ", " : ": ";
    return Arguments.of(yaml, "test.yaml" + separator + message);
  }

  /** A line added to a good sweep; the error is at its value. */
  private static Arguments small(String line, String message) {
    int value = line.indexOf(':') + 1 + (line.endsWith(":") ? 0 : 1);
    return small(line, message, SMALL.indexOf("%s") + value + 1);
  }

  private static Arguments small(String line, String message, int column) {
    return bad(SMALL.formatted(line), "line 1, column " + column + ": " + message);
  }

  private static String nameRule(String name) {
    return "a sweep's name must be 1 to 64 of a-z 0-9 . _ - and start with a letter or digit, got '"
        + name
        + "'";
  }

  private static String joined(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 2; i <= count; i++) {
      text.append(',').append(i);
    }
    return text.toString();
  }
}
