package onestep.helm;

import com.google.gson.JsonElement;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Fields and types of what Kubernetes itself defines, against the models of its official client.
 * Kinds that others define are checked by {@code deploy/helm/check}.
 */
final class StrictFields implements Check {

  private static final String MODELS = "io.kubernetes.client.openapi.models.";

  /** Versions that every Kubernetes from 1.27 on serves. */
  private static final Set<String> SERVED =
      Set.of("v1", "apps/v1", "batch/v1", "policy/v1", "autoscaling/v2", "networking.k8s.io/v1");

  private static final Set<String> OF_OTHERS =
      Set.of("keda.sh/v1alpha1", "monitoring.coreos.com/v1");

  @Override
  public List<String> findings(Rendering rendering) {
    return rendering.manifests().stream()
        .map(StrictFields::finding)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> finding(Manifest manifest) {
    if (OF_OTHERS.contains(manifest.apiVersion())) {
      return Optional.empty();
    }
    if (!SERVED.contains(manifest.apiVersion())) {
      return Optional.of(manifest + ": no known apiVersion: " + manifest.apiVersion());
    }
    try {
      model(manifest)
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, manifest.tree());
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(manifest + ": " + e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      return Optional.of(manifest + ": no such kind in " + manifest.apiVersion());
    }
  }

  /** Such as V1Deployment of apps/v1. */
  private static Class<?> model(Manifest manifest) throws ClassNotFoundException {
    String version = manifest.apiVersion().replaceFirst(".*/", "");
    return Class.forName(
        MODELS
            + version.substring(0, 1).toUpperCase(Locale.ROOT)
            + version.substring(1)
            + manifest.kind());
  }
}
