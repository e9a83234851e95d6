package onestep.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Secrets that stand in a resource rather than in a Secret of the cluster. */
final class SecretValues implements Check {

  private static final Pattern SECRET_NAME =
      Pattern.compile("PASSWORD|JAAS|SECRET|TOKEN|CREDENTIAL|KEYSTORE_KEY");
  private static final Pattern SECRET_TEXT =
      Pattern.compile("LoginModule|password *=|BEGIN [A-Z ]*PRIVATE KEY", Pattern.CASE_INSENSITIVE);

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    for (Manifest manifest : rendering.manifests()) {
      if (manifest.kind().equals("Secret")) {
        findings.add(manifest + ": the chart must not make Secrets");
      }
      if (manifest.everyText().stream().anyMatch(text -> SECRET_TEXT.matcher(text).find())) {
        findings.add(manifest + ": has what looks like a secret");
      }
    }
    for (Pod pod : rendering.pods()) {
      pod.environment()
          .forEach(
              (name, env) -> {
                if (SECRET_NAME.matcher(name).find()
                    && Manifest.at(env, "valueFrom", "secretKeyRef").isEmpty()) {
                  findings.add(pod.owner() + ": " + name + " does not come from a Secret");
                }
              });
    }
    return findings;
  }
}
