package onestep.helm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Names and labels that the API server would refuse, and names that two resources have. */
final class Names implements Check {

  /** Of Services and whatever makes pods, whose name becomes a label. */
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern LABEL_VALUE =
      Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Manifest manifest : rendering.manifests()) {
      if (!seen.add(manifest.toString())) {
        findings.add(manifest + ": two resources have this name");
      }
      if (!DNS_LABEL.matcher(manifest.name()).matches()) {
        findings.add(manifest + ": the name is no DNS label");
      }
      // A StatefulSet's pods are labelled with its name and ten characters more.
      if (manifest.kind().equals("StatefulSet") && manifest.name().length() > 52) {
        findings.add(manifest + ": the name is longer than 52 characters");
      }
      labels(manifest, manifest.texts("metadata", "labels"), findings);
      manifest.pod().ifPresent(pod -> labels(manifest, pod.labels(), findings));
    }
    return findings;
  }

  private static void labels(Manifest of, Map<String, String> labels, List<String> findings) {
    labels.forEach(
        (key, value) -> {
          if (!LABEL_VALUE.matcher(value).matches()) {
            findings.add(of + ": label " + key + " cannot have the value " + value);
          }
        });
  }
}
