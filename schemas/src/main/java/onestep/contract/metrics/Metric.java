package onestep.contract.metrics;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The declaration of a metric.
 *
 * @param name as Prometheus knows it; the constructor holds it to Prometheus' rules
 * @param kind its type
 * @param unit of its values: one of {@link #UNITS}
 * @param labels names of its labels, in the order in which their values are given
 * @param meaning one sentence
 */
public record Metric(String name, Kind kind, String unit, List<String> labels, String meaning) {

  /** Type of a metric. */
  public enum Kind {
    /** Only grows, and starts at 0 with the process. */
    COUNTER,
    /** A value of the moment. */
    GAUGE,
    /** Counts by upper bound. */
    HISTOGRAM,
    /** Always 1; the labels tell. */
    INFO;
  }

  /** No unit: a pure number. */
  public static final String NONE = "";

  /** Base units, each the end of the name, and what is counted, which is not. */
  private static final List<String> BASE_UNITS = List.of("seconds", "bytes", "ratio");

  /** Units that a metric may have. */
  public static final List<String> UNITS =
      List.of(
          NONE,
          "seconds",
          "bytes",
          "ratio",
          "networks",
          "trials",
          "tasks",
          "cells",
          "results",
          "records",
          "slots",
          "steps",
          "launches");

  private static final Pattern NAME = Pattern.compile("onestep(_[a-z0-9]+)+");
  private static final Pattern LABEL = Pattern.compile("[a-z][a-z_]*");

  /** Checks the name against kind and unit. */
  public Metric {
    labels = List.copyOf(labels);
    require(NAME.matcher(name).matches(), name, "must look like onestep_words_with_unit");
    require(UNITS.contains(unit), name, "must have a unit of " + UNITS + ", got " + unit);
    require(
        name.endsWith("_total") == (kind == Kind.COUNTER), name, "must end in _total if a counter");
    require(name.endsWith("_info") == (kind == Kind.INFO), name, "must end in _info if an info");
    String stem = name.replaceFirst("_total$", "");
    for (String base : BASE_UNITS) {
      require(stem.endsWith("_" + base) == unit.equals(base), name, "must end in its base unit");
    }
    require(meaning.endsWith("."), name, "must be explained in a sentence, got " + meaning);
    for (String label : labels) {
      require(LABEL.matcher(label).matches(), name, "has a label of another form: " + label);
    }
  }

  /** A counter. */
  public static Metric counter(String name, String unit, String meaning, String... labels) {
    return new Metric(name, Kind.COUNTER, unit, List.of(labels), meaning);
  }

  /** A gauge. */
  public static Metric gauge(String name, String unit, String meaning, String... labels) {
    return new Metric(name, Kind.GAUGE, unit, List.of(labels), meaning);
  }

  /** A histogram of seconds. */
  public static Metric timer(String name, String meaning, String... labels) {
    return new Metric(name, Kind.HISTOGRAM, "seconds", List.of(labels), meaning);
  }

  /** An info. */
  public static Metric info(String name, String meaning, String... labels) {
    return new Metric(name, Kind.INFO, NONE, List.of(labels), meaning);
  }

  private static void require(boolean holds, String name, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("metric " + name + " " + rule);
    }
  }
}
