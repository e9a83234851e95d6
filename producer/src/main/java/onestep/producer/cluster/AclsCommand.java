package onestep.producer.cluster;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import onestep.contract.InvalidInputException;
import onestep.contract.kafka.Role;
import onestep.producer.sweep.Json;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code onestep acls}. */
@Command(
    name = "acls",
    mixinStandardHelpOptions = true,
    description = {
      "Print the rights that a principal needs for a role, as kafka-acls.sh command lines.",
      "Nothing is connected and nothing granted."
    },
    footer = {
      "",
      "  onestep acls worker --principal User:worker",
      "  onestep acls worker --principal User:worker --options"
          + " '--bootstrap-server kafka:9092 --command-config admin.properties' | sh"
    })
public final class AclsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ROLE", description = "setup, producer, worker, aggregator or viewer.")
  private String role;

  @Option(
      names = "--principal",
      paramLabel = "TYPE:NAME",
      required = true,
      description = "Whom to grant them to, such as User:worker.")
  private String principal;

  @Option(
      names = "--options",
      paramLabel = "OPTIONS",
      defaultValue = "--bootstrap-server localhost:9092",
      description = "How kafka-acls.sh reaches the cluster (default: ${DEFAULT-VALUE}).")
  private String options;

  @Option(names = "--json", description = "Print JSON instead.")
  private boolean json;

  @Override
  public Integer call() {
    Role known = role(role);
    if (!principal.matches("[A-Za-z]+:[^\\s']+")) {
      throw new InvalidInputException(
          "--principal must be TYPE:NAME, such as User:worker, got " + principal);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(known.acls(principal).stream().map(AclsCommand::fields).toList()));
    } else {
      AclScript.of(known, principal, options).forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private static Role role(String argument) {
    return Arrays.stream(Role.values())
        .filter(role -> role.argument().equals(argument))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "ROLE must be one of "
                        + Arrays.stream(Role.values())
                            .map(Role::argument)
                            .collect(Collectors.joining(", "))
                        + ", got "
                        + argument));
  }

  private static Map<String, Object> fields(AclBinding acl) {
    return Map.of(
        "resourceType", acl.pattern().resourceType().name(),
        "resource", acl.pattern().name(),
        "patternType", acl.pattern().patternType().name(),
        "principal", acl.entry().principal(),
        "host", acl.entry().host(),
        "operation", acl.entry().operation().name(),
        "permission", acl.entry().permissionType().name());
  }
}
