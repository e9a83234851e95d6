package onestep.local;

import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
final class Version implements IVersionProvider {

  /** The version in the jar's manifest, or {@code development} where classes run without one. */
  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The commit that the launcher saw, or empty. */
  static String commit() {
    return System.getProperty("onestep.commit", "");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "onestep " + number() + ", Java " + Runtime.version() + ", " + System.getProperty("os.arch")
    };
  }
}
