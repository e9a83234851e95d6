package onestep.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import onestep.local.OnestepCli;

/** The cells.csv of sweeps that one process computes without a disturbance. */
final class CalmRuns {

  private final Path directory;
  private final Map<Long, Path> cells = new HashMap<>();

  CalmRuns(Path directory) {
    this.directory = directory;
  }

  /** That of a seed. */
  Path cells(long seed) throws IOException {
    Path known = cells.get(seed);
    if (known == null) {
      known = run(seed);
      cells.put(seed, known);
    }
    return known;
  }

  private Path run(long seed) throws IOException {
    String name = "calm-" + seed;
    Path home = Files.createDirectories(directory.resolve(name));
    int exitCode =
        OnestepCli.execute(
            "run",
            SweepInHand.write(home, name, seed).toString(),
            "--data",
            home.resolve("data").toString(),
            "--results",
            home.resolve("results").toString());
    assertThat(exitCode).as("exit code of the calm run").isZero();
    return home.resolve("results/cells.csv");
  }
}
