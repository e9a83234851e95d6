package onestep.contract.cli;

import onestep.contract.metrics.ProcessMeters;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
public final class Version implements IVersionProvider {

  /** The version in the jar's manifest, or {@code development} where classes run without one. */
  public static String number() {
    return ProcessMeters.version(Version.class);
  }

  /** The commit that whoever started the program knows of, or empty. */
  public static String commit() {
    return System.getProperty("onestep.commit", "");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "onestep " + number() + ", Java " + Runtime.version() + ", " + System.getProperty("os.arch")
    };
  }
}
