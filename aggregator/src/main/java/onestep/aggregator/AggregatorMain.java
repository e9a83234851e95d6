package onestep.aggregator;

import onestep.contract.cli.CommandRunner;
import picocli.CommandLine;

/** The aggregator on its own, as in its image. */
public final class AggregatorMain {

  private AggregatorMain() {}

  /** Runs an aggregator until it is told to stop; {@code args} are its options. */
  public static void main(String[] args) {
    CommandRunner.runAndExit(new CommandLine(new AggregatorCommand()), args);
  }
}
