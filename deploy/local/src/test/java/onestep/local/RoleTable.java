package onestep.local;

import java.util.stream.Collectors;
import onestep.contract.kafka.Right;
import onestep.contract.kafka.Role;
import org.apache.kafka.common.resource.PatternType;

/** What a page says about a role. */
final class RoleTable {

  private RoleTable() {}

  /** A table of its rights in Markdown. */
  static String of(Role role) {
    String commands =
        role.commands().stream().map(c -> "`" + c + "`").collect(Collectors.joining(", "));
    return role.rights().stream()
        .map(RoleTable::row)
        .collect(
            Collectors.joining(
                "",
                "### "
                    + role.argument()
                    + "\n\nFor "
                    + commands
                    + ".\n\n"
                    + "| resource | name | operations |\n|---|---|---|\n",
                ""));
  }

  private static String row(Right right) {
    return "| "
        + right.resource().resourceType().name()
        + " | `"
        + right.resource().name()
        + (right.resource().patternType() == PatternType.PREFIXED ? "*" : "")
        + "` | "
        + right.operations().stream().map(Enum::name).collect(Collectors.joining(", "))
        + " |\n";
  }
}
