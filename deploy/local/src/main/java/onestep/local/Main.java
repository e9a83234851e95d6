package onestep.local;

/** The program {@code onestep}. */
public final class Main {

  private Main() {}

  /** Runs the command line and leaves with its exit code. */
  public static void main(String[] args) {
    System.exit(OnestepCli.execute(args));
  }
}
