package onestep.producer.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onestep.contract.InvalidInputException;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.StopRule;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads a sweep file: YAML 1.2 text to {@link Sweep}. */
final class SweepReader {

  private static final Set<String> GRID_KEYS =
      Set.of(
          "seed",
          "networks",
          "stop",
          "points",
          "depth",
          "width",
          "dimension",
          "activation",
          "gain",
          "sampler",
          "backend",
          "attack",
          "note");
  private static final Set<String> TOP_KEYS = union(GRID_KEYS, Set.of("name", "cells"));
  private static final Set<String> SPECIFICATION_KEYS = union(TOP_KEYS, Set.of("planner"));
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final int LONGEST_NOTE = 200;
  private static final int DEEPEST = 20;
  private static final int LONGEST_SCALAR = 1_000;

  private final Source source;
  private final Values values;
  private final Limits limits;

  /** Bytes of a network's row at most: brokers take records of up to 1 MB. */
  private static final int MOST_ROW_BYTES = 900_000;

  /** f, ‖∇f‖, step, slope and length in double, and the outcome. */
  private static final int BYTES_PER_TRIAL = 5 * Double.BYTES + 1;

  private final AttackReader attacks;
  private final Optional<BackendChoice> forced;

  private SweepReader(Source source, Limits limits, Optional<BackendChoice> forced) {
    this.source = source;
    this.values = new Values(source);
    this.limits = limits;
    this.attacks = new AttackReader(source, limits);
    this.forced = forced;
  }

  /**
   * Reads a sweep.
   *
   * @param text the YAML
   * @param sourceName where it came from, for messages
   * @param defaultName name of the sweep if the text gives none
   * @param forced takes the place of every backend in the text
   * @param footprint upper bound of what one network of a cell needs, in bytes
   * @throws InvalidInputException if the text is no sweep or exceeds a limit
   */
  static Sweep read(
      String text,
      String sourceName,
      String defaultName,
      Limits limits,
      Optional<BackendChoice> forced,
      ToLongFunction<CellSpec> footprint) {
    return read(text, sourceName, defaultName, TOP_KEYS, limits, forced, footprint);
  }

  /** Reads what {@link Sweep#specification} wrote, which tells of its planner too. */
  static Sweep readSpecification(
      String text,
      String name,
      Limits limits,
      Optional<BackendChoice> forced,
      ToLongFunction<CellSpec> footprint) {
    return read(text, "sweep " + name, name, SPECIFICATION_KEYS, limits, forced, footprint);
  }

  private static Sweep read(
      String text,
      String sourceName,
      String defaultName,
      Set<String> topKeys,
      Limits limits,
      Optional<BackendChoice> forced,
      ToLongFunction<CellSpec> footprint) {
    SweepReader reader = new SweepReader(new Source(sourceName), limits, forced);
    Settings top = Settings.of(reader.source, reader.compose(text), "a sweep file", topKeys);
    return Sweep.of(
        reader.name(top, defaultName),
        reader.grids(top),
        new SamplerPolicy(limits.taskMemoryBytes(), footprint),
        limits);
  }

  private Node compose(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.name())
            .setSchema(new CoreSchema())
            .setAllowNonScalarKeys(true) // refused with their place by Settings
            .setCodePointLimit(limits.fileBytes())
            .build();
    try {
      checkSize(new Parse(settings).parseString(text));
      return new Compose(settings)
          .composeString(text)
          .orElseThrow(
              () ->
                  source.error(
                      "is empty; a sweep needs at least depth, width, dimension, networks"));
    } catch (MarkedYamlEngineException e) {
      throw source.error(e.getProblemMark(), "not YAML: " + oneLine(e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw source.error(Optional.empty(), "not YAML: " + oneLine(e.getMessage()), e);
    }
  }

  /**
   * What is small and takes long: lists in lists, which the library composes by recursion, and
   * numbers of a million digits.
   */
  private void checkSize(Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
      if (depth > DEEPEST) {
        throw source.error(
            event.getStartMark(),
            "lists and mappings are nested more than " + DEEPEST + " deep: a sweep needs 4",
            null);
      }
      if (event instanceof ScalarEvent scalar && scalar.getValue().length() > LONGEST_SCALAR) {
        throw source.error(
            event.getStartMark(),
            String.format(
                Locale.ROOT,
                "a value of %,d characters, more than the limit of %,d: shorten it",
                scalar.getValue().length(),
                LONGEST_SCALAR),
            null);
      }
    }
  }

  private String name(Settings top, String defaultName) {
    Optional<Node> given = top.get("name");
    String name = given.map(node -> values.text(node, "name")).orElse(defaultName);
    if (!NAME.matcher(name).matches()) {
      String rule =
          "a sweep's name must be 1 to 64 of a-z 0-9 . _ - and start with a letter or digit, got '"
              + name
              + "'";
      throw given
          .map(node -> source.error(node, rule))
          .orElseGet(() -> source.error(rule + " from the file name: add name: to the file"));
    }
    return name;
  }

  private List<Grid> grids(Settings top) {
    Optional<Node> cells = top.get("cells");
    if (cells.isEmpty()) {
      return List.of(grid(top));
    }
    if (!(cells.get() instanceof SequenceNode)) {
      throw source.error(cells.get(), "cells must be a list, got " + Values.describe(cells.get()));
    }
    List<Node> entries = values.listed(cells.get(), "cells");
    if (entries.size() > limits.grids()) {
      throw source.error(
          cells.get(),
          String.format(
              Locale.ROOT,
              "cells has %,d entries, more than the limit of %,d: use lists within an entry",
              entries.size(),
              limits.grids()));
    }
    return entries.stream()
        .map(entry -> grid(Settings.of(source, entry, "an entry of cells", GRID_KEYS).over(top)))
        .toList();
  }

  private Grid grid(Settings settings) {
    Grid grid = readGrid(settings);
    int points = Collections.max(grid.points().values());
    for (AttackSpec attack : grid.attacks().values()) {
      checkRow(settings, attack, points);
      grid.stop().ifPresent(rule -> checkStop(settings, rule, attack));
    }
    return grid;
  }

  private void checkStop(Settings settings, StopRule rule, AttackSpec attack) {
    if (!rule.statistic().isOf(attack)) {
      throw source.error(
          settings.get("stop").orElse(settings.node()),
          "attack "
              + attack.label()
              + " has no "
              + rule.statistic().label()
              + " to stop by: choose another statistic");
    }
  }

  /** A network's row travels in one Kafka record. */
  private void checkRow(Settings settings, AttackSpec attack, int points) {
    int bytesPerPoint = BYTES_PER_TRIAL + Double.BYTES * attack.quantities().size();
    if ((long) points * bytesPerPoint > MOST_ROW_BYTES) {
      throw source.error(
          settings.get("points").orElse(settings.node()),
          String.format(
              Locale.ROOT,
              "points must be at most %,d with attack %s, of which each point takes %d bytes, got"
                  + " %,d",
              MOST_ROW_BYTES / bytesPerPoint,
              attack.label(),
              bytesPerPoint,
              points));
    }
  }

  private Grid readGrid(Settings settings) {
    Optional<StopRule> stop = stop(settings);
    return new Grid(
        shapes(settings),
        axis(settings, "dimension", null, n -> values.count(n, "dimension", limits.dimension())),
        axis(settings, "activation", Activation.RELU, this::activation),
        axis(settings, "gain", 1.0, node -> values.positive(node, "gain")),
        new Axis<>(attacks.of(settings)),
        axis(settings, "points", 1, node -> values.count(node, "points", limits.points())),
        axis(settings, "seed", 1L, this::seed),
        settings.get("sampler").map(this::sampler).orElse(SamplerChoice.AUTO),
        backend(settings),
        stop.map(StopRule::most).orElseGet(() -> networks(settings)),
        stop,
        settings.get("note").map(this::note).orElse(""),
        source.place(settings.node()));
  }

  private int networks(Settings settings) {
    return values.count(required(settings, "networks"), "networks", limits.networks());
  }

  /** A stop rule tells how many networks are wanted: an inherited number or rule gives way. */
  private Optional<StopRule> stop(Settings settings) {
    Set<String> own = settings.own().keySet();
    if (own.contains("stop") && own.contains("networks")) {
      throw source.error(
          settings.own().get("stop"),
          "networks and stop are both given: leave networks out, max_networks of stop says it");
    }
    return own.contains("networks")
        ? Optional.empty()
        : settings.get("stop").map(new StopReader(source, limits)::of);
  }

  private <T> Axis<T> axis(Settings settings, String key, T absent, Function<Node, T> element) {
    Optional<Node> node = settings.get(key);
    if (node.isEmpty() && absent != null) {
      return new Axis<>(List.of(absent));
    }
    Node given = node.orElseGet(() -> required(settings, key));
    return new Axis<>(values.all(given, key, (each, field) -> element.apply(each)));
  }

  private Node required(Settings settings, String key) {
    return settings
        .get(key)
        .orElseThrow(() -> source.error(settings.node(), key + " is missing: add " + key + ":"));
  }

  private Shapes shapes(Settings settings) {
    Node widthNode = required(settings, "width");
    List<Integer> widths = new ArrayList<>();
    List<List<Integer>> listed = new ArrayList<>();
    // An inherited depth gives way to an entry's own widths per layer; any other must agree.
    boolean depthGivesWay =
        settings.own().containsKey("width") && !settings.own().containsKey("depth");
    Optional<Node> depthNode = settings.get("depth");
    List<Integer> depths =
        depthNode
            .map(node -> values.all(node, "depth", (n, f) -> values.count(n, f, limits.depth())))
            .orElse(List.of());
    for (Node node : values.listed(widthNode, "width")) {
      if (node instanceof SequenceNode) {
        List<Integer> layers =
            values.all(node, "width", (n, f) -> values.count(n, f, limits.width()));
        if (layers.size() > limits.depth()) {
          throw source.error(
              node,
              "a list of widths has one per layer, at most "
                  + limits.depth()
                  + ", got "
                  + layers.size());
        }
        if (depthNode.isPresent() && !depthGivesWay && !depths.contains(layers.size())) {
          throw source.error(
              depthNode.get(),
              "depth must agree with the "
                  + layers.size()
                  + " widths listed for one network, got "
                  + shown(depths)
                  + ": leave depth out");
        }
        listed.add(layers);
      } else {
        widths.add(values.count(node, "width", limits.width()));
      }
    }
    if (!widths.isEmpty() && depths.isEmpty()) {
      throw source.error(settings.node(), "depth is missing: add depth:");
    }
    return new Shapes(widths.isEmpty() ? List.of() : depths, widths, listed);
  }

  private Activation activation(Node node) {
    String label = values.text(node, "activation");
    for (Activation activation : Activation.values()) {
      if (activation.label().equals(label)) {
        return activation;
      }
    }
    throw source.error(
        node,
        "activation must be one of " + Activation.labels() + ", got " + Values.describe(node));
  }

  private SamplerChoice sampler(Node node) {
    return SamplerChoice.of(values.text(node, "sampler"))
        .orElseThrow(
            () ->
                source.error(
                    node,
                    "sampler must be one of "
                        + SamplerChoice.labels()
                        + ", got "
                        + Values.describe(node)));
  }

  private BackendChoice backend(Settings settings) {
    BackendChoice given =
        settings.get("backend").map(this::backend).orElse(BackendChoice.CPU); // checked either way
    return forced.orElse(given);
  }

  private BackendChoice backend(Node node) {
    return BackendChoice.of(values.text(node, "backend"))
        .orElseThrow(
            () ->
                source.error(
                    node,
                    "backend must be one of "
                        + BackendChoice.labels()
                        + ", got "
                        + Values.describe(node)));
  }

  private long seed(Node node) {
    return values.whole(node, "seed", Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private String note(Node node) {
    String note = values.text(node, "note").strip();
    if (note.length() > LONGEST_NOTE || note.chars().anyMatch(Character::isISOControl)) {
      throw source.error(node, "note must be one line of at most " + LONGEST_NOTE + " characters");
    }
    return note;
  }

  private static String shown(List<Integer> depths) {
    return depths.size() == 1 ? depths.get(0).toString() : depths.toString();
  }

  private static String oneLine(String text) {
    return text == null ? "it cannot be parsed" : text.strip().replaceAll("\\s+", " ");
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
  }
}
