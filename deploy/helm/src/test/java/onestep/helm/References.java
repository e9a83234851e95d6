package onestep.helm;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of other resources, of volumes and of secrets, that name nothing. */
final class References implements Check {

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    for (Pod pod : rendering.pods()) {
      account(rendering, pod, findings);
      volumes(rendering, pod, findings);
      secrets(pod, findings);
    }
    rendering
        .ofKind("StatefulSet")
        .forEach(
            set -> {
              String service = set.text("spec", "serviceName");
              boolean headless =
                  rendering
                      .ofKind("Service")
                      .anyMatch(
                          found ->
                              found.name().equals(service)
                                  && found.text("spec", "clusterIP").equals("None"));
              if (!headless) {
                findings.add(set + ": spec.serviceName " + service + " is no headless Service");
              }
            });
    rendering
        .ofKind("ScaledObject", "HorizontalPodAutoscaler")
        .forEach(
            scaler -> {
              String target = scaler.text("spec", "scaleTargetRef", "name");
              if (!rendering.has("Deployment", target)) {
                findings.add(scaler + ": spec.scaleTargetRef " + target + " is no Deployment");
              } else if (rendering.one("Deployment", target).at("spec", "replicas").isPresent()) {
                findings.add(
                    "Deployment/" + target + ": spec.replicas would undo what " + scaler + " does");
              }
            });
    return findings;
  }

  private static void account(Rendering rendering, Pod pod, List<String> findings) {
    String account = pod.spec().get("serviceAccountName").getAsString();
    boolean own = rendering.ofKind("ServiceAccount").findAny().isPresent();
    boolean early = pod.owner().tree().toString().contains("example.org/hook\":\"pre-install");
    if (early && rendering.has("ServiceAccount", account)) {
      findings.add(pod.owner() + ": runs before the ServiceAccount " + account + " is there");
    } else if (own && !early && !rendering.has("ServiceAccount", account)) {
      findings.add(pod.owner() + ": there is no ServiceAccount " + account);
    }
  }

  private static void volumes(Rendering rendering, Pod pod, List<String> findings) {
    Set<String> volumes = new HashSet<>(names(Manifest.all(pod.spec(), "volumes")));
    pod.owner()
        .all("spec", "volumeClaimTemplates")
        .map(claim -> Manifest.at(claim, "metadata", "name").orElseThrow().getAsString())
        .forEach(volumes::add);
    Set<String> mounted =
        names(pod.containers().stream().flatMap(c -> Manifest.all(c, "volumeMounts")));
    if (!volumes.equals(mounted)) {
      findings.add(pod.owner() + ": has volumes " + volumes + " and mounts " + mounted);
    }
    Manifest.all(pod.spec(), "volumes")
        .flatMap(volume -> Manifest.at(volume, "configMap", "name").stream())
        .map(name -> name.getAsString())
        .filter(name -> !rendering.has("ConfigMap", name))
        .forEach(name -> findings.add(pod.owner() + ": there is no ConfigMap " + name));
  }

  private static Set<String> names(Stream<JsonObject> named) {
    return named.map(one -> one.get("name").getAsString()).collect(Collectors.toSet());
  }

  private static void secrets(Pod pod, List<String> findings) {
    pod.environment()
        .forEach(
            (variable, env) ->
                Stream.of("secretKeyRef", "configMapKeyRef")
                    .map(kind -> Manifest.texts(env, "valueFrom", kind))
                    .map(Map::entrySet)
                    .flatMap(Set::stream)
                    .filter(field -> field.getValue().isEmpty())
                    .forEach(
                        field ->
                            findings.add(
                                pod.owner() + ": " + variable + " has no " + field.getKey())));
  }
}
