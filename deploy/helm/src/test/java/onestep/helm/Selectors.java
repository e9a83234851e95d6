package onestep.helm;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Selectors that select no pod, or other pods than they should. */
final class Selectors implements Check {

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    rendering
        .ofKind("Deployment", "StatefulSet")
        .forEach(
            manifest -> {
              Map<String, String> selector = manifest.texts("spec", "selector", "matchLabels");
              Pod pod = manifest.pod().orElseThrow();
              exactlyOne(manifest, "spec.selector", selector, rendering, findings);
              if (!pod.isSelectedBy(selector)) {
                findings.add(
                    manifest + ": spec.selector " + selector + " does not select " + pod.labels());
              }
              Manifest.all(pod.spec(), "topologySpreadConstraints")
                  .forEach(spread -> spread(pod, spread, findings));
            });
    rendering
        .ofKind("Service")
        .forEach(
            service ->
                exactlyOne(
                    service,
                    "spec.selector",
                    service.texts("spec", "selector"),
                    rendering,
                    findings));
    rendering
        .ofKind("PodDisruptionBudget", "PodMonitor")
        .forEach(
            manifest ->
                exactlyOne(
                    manifest,
                    "spec.selector",
                    manifest.texts("spec", "selector", "matchLabels"),
                    rendering,
                    findings));
    rendering
        .ofKind("NetworkPolicy")
        .forEach(
            policy -> {
              Map<String, String> selector = policy.texts("spec", "podSelector", "matchLabels");
              if (rendering.pods(selector).isEmpty()) {
                findings.add(policy + ": spec.podSelector " + selector + " selects no pod");
              }
            });
    return findings;
  }

  private static void exactlyOne(
      Manifest by,
      String field,
      Map<String, String> selector,
      Rendering rendering,
      List<String> findings) {
    Set<String> owners =
        rendering.pods(selector).stream()
            .map(pod -> pod.owner().toString())
            .collect(Collectors.toSet());
    if (selector.isEmpty() || owners.size() != 1) {
      findings.add(by + ": " + field + " " + selector + " selects the pods of " + owners);
    }
  }

  private static void spread(Pod pod, JsonObject spread, List<String> findings) {
    Map<String, String> selector = Manifest.texts(spread, "labelSelector", "matchLabels");
    if (selector.isEmpty() || !pod.isSelectedBy(selector)) {
      findings.add(
          pod.owner() + ": topologySpreadConstraints " + selector + " do not select its pods");
    }
  }
}
