package onestep.helm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that expressions read. */
final class PromQl {

  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

  /** Labels, ranges, and what a grouping names: none of it is a metric. */
  private static final Pattern NO_METRICS =
      Pattern.compile(
          "\\{[^}]*}|\\[[^]]*]|offset\\s+\\S+"
              + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

  /** Of a template variable: the metric, and a label that is none. */
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\(\\s*(.*?)\\s*,\\s*\\w+\\s*\\)");

  private static final Pattern NAME = Pattern.compile("\\$?[A-Za-z_:][A-Za-z0-9_:]*");
  private static final Set<String> WORDS =
      Set.of(
          "and",
          "or",
          "unless",
          "bool",
          "inf",
          "nan",
          "Inf",
          "NaN",
          "by",
          "on",
          "without",
          "ignoring");

  private PromQl() {}

  /** Names of metrics in an expression. */
  static Set<String> metrics(String expression) {
    String text = TEXT.matcher(expression).replaceAll(" ");
    text = NO_METRICS.matcher(text).replaceAll(" ");
    text = LABEL_VALUES.matcher(text).replaceAll("$1");
    Set<String> metrics = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      String name = matcher.group();
      boolean function = text.substring(matcher.end()).stripLeading().startsWith("(");
      boolean number = matcher.start() > 0 && Character.isDigit(text.charAt(matcher.start() - 1));
      if (!function && !number && !name.startsWith("$") && !WORDS.contains(name)) {
        metrics.add(name);
      }
    }
    return metrics;
  }

  /** Names of metrics in all queries of ScaledObjects, rules and dashboards. */
  static Set<String> metrics(Rendering rendering) {
    Set<String> metrics = new TreeSet<>();
    rendering
        .ofKind("ScaledObject")
        .flatMap(scaler -> scaler.all("spec", "triggers"))
        .forEach(
            trigger ->
                metrics.addAll(
                    metrics(trigger.getAsJsonObject("metadata").get("query").getAsString())));
    rendering.ofKind("PrometheusRule").forEach(rule -> collect(rule.tree(), metrics));
    rendering
        .ofKind("ConfigMap")
        .filter(map -> map.name().contains("-dashboard-"))
        .flatMap(map -> map.texts("data").values().stream())
        .forEach(json -> collect(Yaml.documents(json).get(0), metrics));
    return metrics;
  }

  /** Names of the metrics that rules record. */
  static Set<String> recorded(Rendering rendering) {
    Set<String> recorded = new TreeSet<>();
    rendering
        .ofKind("PrometheusRule")
        .flatMap(rule -> rule.all("spec", "groups"))
        .flatMap(group -> Manifest.all(group, "rules"))
        .filter(rule -> rule.has("record"))
        .forEach(rule -> recorded.add(rule.get("record").getAsString()));
    return recorded;
  }

  private static void collect(JsonElement here, Set<String> metrics) {
    if (here.isJsonArray()) {
      here.getAsJsonArray().forEach(child -> collect(child, metrics));
    } else if (here.isJsonObject()) {
      JsonObject object = here.getAsJsonObject();
      object
          .asMap()
          .forEach(
              (key, value) -> {
                boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
                if (text && (key.equals("expr") || isVariable(key, value.getAsString()))) {
                  metrics.addAll(metrics(value.getAsString()));
                } else {
                  collect(value, metrics);
                }
              });
    }
  }

  private static boolean isVariable(String key, String value) {
    return (key.equals("query") || key.equals("definition")) && value.startsWith("label_values(");
  }
}
