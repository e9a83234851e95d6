package onestep.local;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code onestep version}. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    System.out.println(new Version().getVersion()[0]);
    return 0;
  }
}
