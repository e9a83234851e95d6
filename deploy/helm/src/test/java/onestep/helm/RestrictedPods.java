package onestep.helm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the Pod Security Standard "restricted" forbids, and a writable root file system. */
final class RestrictedPods implements Check {

  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");
  private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    for (Pod pod : rendering.pods()) {
      pod(pod, findings);
      pod.containers().forEach(container -> container(pod, container, findings));
    }
    return findings;
  }

  private static void pod(Pod pod, List<String> findings) {
    Stream.of(
            "hostNetwork",
            "hostPID",
            "hostIPC",
            "automountServiceAccountToken",
            "enableServiceLinks")
        .filter(field -> !isFalse(pod.spec(), field, field.startsWith("host")))
        .forEach(field -> findings.add(pod.owner() + ": " + field + " must be false"));
    Manifest.all(pod.spec(), "volumes")
        .flatMap(volume -> volume.keySet().stream())
        .filter(type -> !type.equals("name") && !VOLUMES.contains(type))
        .forEach(type -> findings.add(pod.owner() + ": a volume may not be a " + type));
    if (Manifest.at(pod.spec(), "securityContext", "sysctls").isPresent()) {
      findings.add(pod.owner() + ": sysctls may not be set");
    }
  }

  private static void container(Pod pod, JsonObject container, List<String> findings) {
    String name = pod.owner() + ": container " + container.get("name").getAsString() + ": ";
    if (!isTrue(effective(pod, container, "runAsNonRoot"))) {
      findings.add(name + "runAsNonRoot must be true");
    }
    JsonElement user = effective(pod, container, "runAsUser");
    if (user != null && user.getAsInt() == 0) {
      findings.add(name + "runAsUser must not be 0");
    }
    JsonElement seccomp = effective(pod, container, "seccompProfile");
    if (seccomp == null || !SECCOMP.contains(seccomp.getAsJsonObject().get("type").getAsString())) {
      findings.add(name + "seccompProfile must be RuntimeDefault");
    }
    JsonObject own =
        Manifest.at(container, "securityContext")
            .map(JsonElement::getAsJsonObject)
            .orElseGet(JsonObject::new);
    if (!isFalse(own, "allowPrivilegeEscalation", false)) {
      findings.add(name + "allowPrivilegeEscalation must be false");
    }
    if (!isFalse(own, "privileged", true)) {
      findings.add(name + "privileged must be false");
    }
    if (!isTrue(own.get("readOnlyRootFilesystem"))) {
      findings.add(name + "readOnlyRootFilesystem must be true");
    }
    if (!Manifest.at(own, "capabilities", "drop")
        .map(JsonElement::toString)
        .orElse("")
        .contains("\"ALL\"")) {
      findings.add(name + "capabilities.drop must have ALL");
    }
    Manifest.at(own, "capabilities", "add")
        .ifPresent(added -> findings.add(name + "capabilities may not be added: " + added));
    if (Manifest.all(container, "ports").anyMatch(port -> port.has("hostPort"))) {
      findings.add(name + "hostPort may not be used");
    }
  }

  /** The container's own setting, or the pod's. */
  private static JsonElement effective(Pod pod, JsonObject container, String field) {
    return Manifest.at(container, "securityContext", field)
        .or(() -> Manifest.at(pod.spec(), "securityContext", field))
        .orElse(null);
  }

  private static boolean isTrue(JsonElement value) {
    return value != null && value.getAsBoolean();
  }

  private static boolean isFalse(JsonObject of, String field, boolean byDefault) {
    JsonElement value = of.get(field);
    return value == null ? byDefault : !value.getAsBoolean();
  }
}
