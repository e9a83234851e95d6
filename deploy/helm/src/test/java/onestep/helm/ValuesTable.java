package onestep.helm;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of a chart's values, from the comments of its values.yaml that begin with two hyphens.
 */
final class ValuesTable {

  private static final Pattern COMMENT = Pattern.compile(" *# -- (.*)");
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]\\w*):(.*)");

  private final List<String> undescribed = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();

  private record Key(int indent, String name, boolean described) {}

  private ValuesTable() {}

  static ValuesTable of(Path values) throws IOException {
    ValuesTable table = new ValuesTable();
    table.read(Files.readAllLines(values), Yaml.read(values));
    return table;
  }

  /** In Markdown. */
  String text() {
    return "| value | default | what it is |\n|---|---|---|\n" + String.join("", rows);
  }

  /** Values without a description, of their own or of the whole that they are part of. */
  List<String> undescribed() {
    return undescribed;
  }

  private void read(List<String> lines, JsonElement defaults) {
    Deque<Key> around = new ArrayDeque<>();
    String comment = "";
    for (String line : lines) {
      Matcher commented = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (commented.matches()) {
        comment = commented.group(1);
      } else if (key.matches()) {
        int indent = key.group(1).length();
        around.removeIf(outer -> outer.indent() >= indent);
        boolean covered = around.stream().anyMatch(Key::described);
        String path =
            Stream.concat(around.stream().map(Key::name), Stream.of(key.group(2)))
                .collect(Collectors.joining("."));
        around.addLast(new Key(indent, key.group(2), !comment.isEmpty()));
        if (!comment.isEmpty()) {
          rows.add("| `" + path + "` | " + show(at(defaults, path)) + " | " + comment + " |\n");
        } else if (!covered && !key.group(3).isBlank()) {
          undescribed.add(path);
        }
        comment = "";
      }
    }
  }

  private static JsonElement at(JsonElement defaults, String path) {
    JsonElement here = defaults;
    for (String step : path.split("[.]", -1)) {
      here = here.getAsJsonObject().get(step);
    }
    return here;
  }

  private static String show(JsonElement value) {
    String text = Yaml.write(value);
    return text.equals("\"\"") ? "" : "`" + text.replace("|", "\\|") + "`";
  }
}
