package onestep.producer.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.AttackSpec.FixedStep;
import onestep.contract.cell.AttackSpec.GradientDescent;
import onestep.contract.cell.AttackSpec.Probe;
import onestep.contract.cell.AttackSpec.RandomDirection;
import onestep.contract.cell.AttackSpec.SignStep;
import onestep.contract.cell.AttackSpec.SmallestStep;
import onestep.contract.cell.StepUnit;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads {@code attack} of a sweep file: mappings whose lists span attacks. */
final class AttackReader {

  private static final String NAME = "name";
  private static final double LARGEST_STEP = 1e15;

  private static final SmallestStep SMALLEST_STEP = new SmallestStep(20, StepUnit.ETA, 0.5);
  private static final SignStep SIGN_STEP = new SignStep(10, StepUnit.LINEAR, 0.1);
  private static final RandomDirection RANDOM_DIRECTION = new RandomDirection(10, 0.05);

  /** The keys of each attack beside its name. */
  private static final Map<String, Set<String>> KEYS =
      new TreeMap<>(
          Map.of(
              SmallestStep.LABEL, Set.of("max_step", "unit", "resolution"),
              FixedStep.LABEL, Set.of("step", "unit", "failure"),
              SignStep.LABEL, Set.of("max_step", "unit", "resolution"),
              RandomDirection.LABEL, Set.of("max_step", "resolution"),
              GradientDescent.LABEL, Set.of("step", "unit", GradientDescent.COUNT),
              Probe.LABEL, Set.of("failure", "radius")));

  private final Source source;
  private final Values values;
  private final Limits limits;

  AttackReader(Source source, Limits limits) {
    this.source = source;
    this.values = new Values(source);
    this.limits = limits;
  }

  /** The attacks of an entry, in order. */
  List<AttackSpec> of(Settings settings) {
    return mappings(settings).stream().flatMap(attack -> span(attack).stream()).toList();
  }

  /**
   * The mappings of {@code attack}. An entry's mapping overrides those of the top level key by key,
   * except for attacks of another name; a list of its own takes their place.
   */
  private List<Settings> mappings(Settings settings) {
    Node own = settings.own().get("attack");
    List<Settings> mine = mappings(own);
    List<Settings> inherited = mappings(settings.inherited().get("attack"));
    if (mine.isEmpty() && inherited.isEmpty()) {
      return List.of(new Settings(settings.node(), Map.of(), Map.of()));
    }
    if (mine.isEmpty()) {
      return inherited;
    }
    if (inherited.isEmpty() || own instanceof SequenceNode) {
      return mine;
    }
    Settings overriding = mine.get(0);
    List<Settings> overridden =
        overriding.own().containsKey(NAME)
            ? inherited.stream().filter(base -> name(base).equals(name(overriding))).toList()
            : inherited;
    return overridden.isEmpty() ? mine : overridden.stream().map(overriding::over).toList();
  }

  private List<Settings> mappings(Node node) {
    if (node == null) {
      return List.of();
    }
    Set<String> keys = new TreeSet<>(Set.of(NAME));
    KEYS.values().forEach(keys::addAll);
    return values.listed(node, "attack").stream()
        .map(each -> Settings.of(source, each, "attack", keys))
        .toList();
  }

  private String name(Settings attack) {
    Optional<Node> node = attack.get(NAME);
    if (node.isEmpty()) {
      return SmallestStep.LABEL;
    }
    String name = values.text(node.get(), "attack.name");
    if (!KEYS.containsKey(name)) {
      throw source.error(
          node.get(),
          "attack.name must be one of "
              + String.join(", ", AttackSpec.LABELS)
              + ", got "
              + Values.describe(node.get()));
    }
    return name;
  }

  /** The attacks that the lists within one mapping span. */
  private List<AttackSpec> span(Settings attack) {
    String name = name(attack);
    checkKeys(attack, name);
    return switch (name) {
      case FixedStep.LABEL -> fixedSteps(attack);
      case SignStep.LABEL ->
          searches(
              attack,
              SIGN_STEP,
              (step, unit, resolution) -> signStep(attack, step, unit, resolution));
      case RandomDirection.LABEL ->
          searches(
              attack,
              RANDOM_DIRECTION,
              (step, unit, resolution) -> new RandomDirection(step, resolution));
      case GradientDescent.LABEL -> descents(attack);
      case Probe.LABEL -> probes(attack);
      default -> searches(attack, SMALLEST_STEP, SmallestStep::new);
    };
  }

  /** Makes an attack of what determines its search. */
  private interface Search {
    AttackSpec of(double maxStep, StepUnit unit, double resolution);
  }

  private SignStep signStep(Settings attack, double maxStep, StepUnit unit, double resolution) {
    if (!SignStep.UNITS.contains(unit)) {
      throw source.error(
          attack.get("unit").orElse(attack.node()),
          "attack.unit of sign-step must be one of "
              + SignStep.UNITS.stream().map(StepUnit::label).collect(Collectors.joining(", "))
              + ", got "
              + unit.label());
    }
    return new SignStep(maxStep, unit, resolution);
  }

  private List<AttackSpec> descents(Settings attack) {
    List<Double> steps = steps(attack, "step").orElse(List.of(0.1));
    List<StepUnit> units = units(attack, StepUnit.SIGMA);
    List<Integer> counts = counts(attack);
    checkSpan(attack, (double) steps.size() * units.size() * counts.size());
    List<AttackSpec> attacks = new ArrayList<>();
    for (double step : steps) {
      for (StepUnit unit : units) {
        counts.forEach(count -> attacks.add(new GradientDescent(step, unit, count)));
      }
    }
    return attacks;
  }

  private List<Integer> counts(Settings attack) {
    return list(
            attack,
            GradientDescent.COUNT,
            (node, field) -> values.count(node, field, GradientDescent.MOST_STEPS))
        .orElse(List.of(100));
  }

  private void checkKeys(Settings attack, String name) {
    for (Map<String, Node> entries : List.of(attack.own(), attack.inherited())) {
      entries.forEach(
          (key, node) -> {
            if (!key.equals(NAME) && !KEYS.get(name).contains(key)) {
              throw source.error(
                  node,
                  "attack."
                      + key
                      + " is not for "
                      + name
                      + ", which takes "
                      + String.join(", ", new TreeSet<>(KEYS.get(name)))
                      + ": remove it or name another attack");
            }
          });
    }
  }

  /**
   * The attacks that search for a smallest step.
   *
   * @param usual what is meant where nothing is said
   */
  private List<AttackSpec> searches(Settings attack, AttackSpec usual, Search search) {
    List<Double> maxSteps = steps(attack, "max_step").orElse(List.of(usual.maxStep()));
    List<StepUnit> units = units(attack, usual.unit());
    List<Double> resolutions =
        list(attack, "resolution", values::positive).orElse(List.of(usual.resolution()));
    checkSpan(attack, (double) maxSteps.size() * resolutions.size() * units.size());
    List<AttackSpec> attacks = new ArrayList<>();
    for (double maxStep : maxSteps) {
      for (StepUnit unit : units) {
        for (double resolution : resolutions) {
          checkScan(attack, maxStep, resolution);
          attacks.add(search.of(maxStep, unit, resolution));
        }
      }
    }
    return attacks;
  }

  private void checkScan(Settings attack, double maxStep, double resolution) {
    if (resolution > maxStep) {
      throw source.error(
          attack.get("resolution").orElse(attack.node()),
          "attack.resolution must be at most max_step (" + maxStep + "), got " + resolution);
    }
    if (maxStep / resolution > limits.scanSteps()) {
      throw source.error(
          attack.get("resolution").orElse(attack.node()),
          String.format(
              Locale.ROOT,
              "attack.max_step %s is more than %,d times the resolution %s: take a coarser one",
              maxStep,
              limits.scanSteps(),
              resolution));
    }
  }

  private List<AttackSpec> fixedSteps(Settings attack) {
    Optional<List<Double>> steps = steps(attack, "step");
    Optional<List<Double>> failures = list(attack, "failure", values::share);
    if (steps.isEmpty() == failures.isEmpty()) {
      throw source.error(
          attack.node(),
          "attack "
              + FixedStep.LABEL
              + " needs step (how far) or failure (γ of the theorems), got "
              + (steps.isEmpty() ? "neither: add one" : "both: remove one"));
    }
    if (failures.isPresent() && attack.get("unit").isPresent()) {
      throw source.error(
          attack.get("unit").get(), "attack.unit is of step; failure has none: remove it");
    }
    if (failures.isPresent()) {
      return failures.get().stream().<AttackSpec>map(FixedStep::failingAtMost).toList();
    }
    List<StepUnit> units = units(attack, StepUnit.ETA);
    checkSpan(attack, (double) steps.get().size() * units.size());
    return steps.get().stream()
        .flatMap(step -> units.stream().<AttackSpec>map(unit -> new FixedStep(step, unit)))
        .toList();
  }

  private List<AttackSpec> probes(Settings attack) {
    List<Double> failures = list(attack, "failure", values::share).orElse(List.of(0.05));
    List<Double> radii = steps(attack, "radius").orElse(List.of(1.0));
    checkSpan(attack, (double) failures.size() * radii.size());
    return failures.stream()
        .flatMap(failure -> radii.stream().<AttackSpec>map(radius -> new Probe(failure, radius)))
        .toList();
  }

  private void checkSpan(Settings attack, double size) {
    if (size > limits.cells()) {
      throw source.error(
          attack.node(), "attack spans more cells than the limit of " + limits.cells());
    }
  }

  private Optional<List<Double>> steps(Settings attack, String key) {
    Optional<List<Double>> steps = list(attack, key, values::positive);
    if (steps.isPresent() && Collections.max(steps.get()) > LARGEST_STEP) {
      throw source.error(
          attack.get(key).orElse(attack.node()),
          "attack."
              + key
              + " must be at most 1e15, beyond which float32 may overflow, got "
              + Collections.max(steps.get()));
    }
    return steps;
  }

  private List<StepUnit> units(Settings attack, StepUnit usual) {
    return list(attack, "unit", this::unit).orElse(List.of(usual));
  }

  private <T> Optional<List<T>> list(
      Settings attack, String key, BiFunction<Node, String, T> element) {
    return attack.get(key).map(node -> values.all(node, "attack." + key, element));
  }

  private StepUnit unit(Node node, String field) {
    String label = values.text(node, field);
    for (StepUnit unit : StepUnit.values()) {
      if (unit.label().equals(label)) {
        return unit;
      }
    }
    throw source.error(
        node, field + " must be one of " + StepUnit.labels() + ", got " + Values.describe(node));
  }
}
