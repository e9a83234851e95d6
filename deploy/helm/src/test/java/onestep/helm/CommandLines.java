package onestep.helm;

import java.util.ArrayList;
import java.util.List;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;
import picocli.CommandLine.ParameterException;

/** Options that the program does not have, or not with such a value. */
final class CommandLines implements Check {

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    for (Pod pod : rendering.pods()) {
      try {
        Programs.of(pod).parseArgs(Programs.arguments(pod));
        for (String argument : pod.arguments()) {
          if (argument.matches("--(task-)?memory=.*")) {
            String[] option = argument.split("=", 2);
            MemorySize.parse(option[0], option[1]);
          }
        }
      } catch (ParameterException | InvalidInputException e) {
        findings.add(pod.owner() + ": " + e.getMessage());
      }
    }
    return findings;
  }
}
