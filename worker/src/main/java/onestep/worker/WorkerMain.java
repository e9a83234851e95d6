package onestep.worker;

import onestep.contract.cli.CommandRunner;

/** The worker on its own, as in its image. */
public final class WorkerMain {

  private WorkerMain() {}

  /** Runs a worker until it is told to stop; {@code args} are its options. */
  public static void main(String[] args) {
    CommandRunner.runAndExit(new WorkerCommand(), args);
  }
}
