package onestep.helm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ports that are named by probes, Services, PodMonitors and NetworkPolicies, and are not there. */
final class PortNames implements Check {

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    for (Pod pod : rendering.pods()) {
      for (JsonObject container : pod.containers()) {
        Set<String> ports =
            Manifest.all(container, "ports")
                .map(port -> port.get("name").getAsString())
                .collect(Collectors.toSet());
        Stream.of("startupProbe", "livenessProbe", "readinessProbe")
            .forEach(
                probe ->
                    Manifest.at(container, probe, "httpGet", "port")
                        .ifPresent(port -> missing(pod.owner(), probe, port, ports, findings)));
      }
    }
    rendering
        .ofKind("Service")
        .forEach(
            service ->
                service
                    .all("spec", "ports")
                    .forEach(
                        port ->
                            missing(
                                service,
                                "targetPort",
                                port.get("targetPort"),
                                ports(rendering, service.texts("spec", "selector")),
                                findings)));
    rendering
        .ofKind("PodMonitor")
        .forEach(
            monitor ->
                monitor
                    .all("spec", "podMetricsEndpoints")
                    .forEach(
                        endpoint ->
                            missing(
                                monitor,
                                "port",
                                endpoint.get("port"),
                                ports(rendering, monitor.texts("spec", "selector", "matchLabels")),
                                findings)));
    rendering
        .ofKind("NetworkPolicy")
        .forEach(
            policy ->
                policy
                    .all("spec", "ingress")
                    .flatMap(rule -> Manifest.all(rule, "ports"))
                    .forEach(
                        port ->
                            missing(
                                policy,
                                "ingress port",
                                port.get("port"),
                                ports(
                                    rendering, policy.texts("spec", "podSelector", "matchLabels")),
                                findings)));
    return findings;
  }

  private static Set<String> ports(Rendering rendering, Map<String, String> selector) {
    return rendering.pods(selector).stream()
        .flatMap(pod -> pod.ports().stream())
        .collect(Collectors.toSet());
  }

  private static void missing(
      Manifest by, String field, JsonElement port, Set<String> ports, List<String> findings) {
    if (port == null || !ports.contains(port.getAsString())) {
      findings.add(by + ": " + field + " " + port + " is none of the pod's ports " + ports);
    }
  }
}
