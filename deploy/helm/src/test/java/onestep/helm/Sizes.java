package onestep.helm;

import com.google.gson.JsonElement;
import io.kubernetes.client.custom.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import onestep.contract.InvalidInputException;
import onestep.contract.MemorySize;

/** Heap, memory for networks, slots and grace periods that do not go together. */
final class Sizes implements Check {

  private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+m)");

  /** Of the limit: what a JVM needs beside its heap at the very least. */
  private static final double LARGEST_HEAP = 0.9;

  @Override
  public List<String> findings(Rendering rendering) {
    List<String> findings = new ArrayList<>();
    for (Pod pod : rendering.pods()) {
      long limit = limit(pod, "memory").orElseThrow().longValue();
      long heap = heap(pod);
      if (heap > LARGEST_HEAP * limit) {
        findings.add(pod.owner() + ": a heap of " + heap + " bytes in a limit of " + limit);
      }
      if (pod.image().startsWith("onestep-worker")) {
        try {
          worker(pod, heap, findings);
        } catch (InvalidInputException e) {
          findings.add(pod.owner() + ": " + e.getMessage());
        }
      }
    }
    return findings;
  }

  private static void worker(Pod pod, long heap, List<String> findings) {
    long networks = MemorySize.parse("--memory", pod.option("--memory"));
    long task = MemorySize.parse("--task-memory", pod.option("--task-memory"));
    if (networks >= heap) {
      findings.add(pod.owner() + ": --memory " + networks + " does not fit a heap of " + heap);
    }
    if (task > networks) {
      findings.add(pod.owner() + ": --task-memory " + task + " is above --memory " + networks);
    }
    int slots = Integer.parseInt(pod.option("--slots"));
    String options = pod.variable("JDK_JAVA_OPTIONS");
    int processors = Integer.parseInt(options.replaceFirst(".*-XX:ActiveProcessorCount=", ""));
    if (processors < slots) {
      findings.add(pod.owner() + ": Java counts " + processors + " CPUs for --slots " + slots);
    }
    limit(pod, "cpu")
        .filter(cpu -> processors > Math.ceil(cpu))
        .ifPresent(
            cpu ->
                findings.add(pod.owner() + ": Java counts " + processors + " of " + cpu + " CPUs"));
    Duration grace = Duration.parse(pod.option("--grace"));
    long pods = pod.spec().get("terminationGracePeriodSeconds").getAsLong();
    if (pods < grace.toSeconds() + 15) {
      findings.add(
          pod.owner() + ": terminationGracePeriodSeconds " + pods + " is too short for " + grace);
    }
  }

  private static long heap(Pod pod) {
    Matcher matcher = HEAP.matcher(pod.variable("JDK_JAVA_OPTIONS"));
    if (!matcher.find()) {
      throw new AssertionError(pod.owner() + " has no -Xmx");
    }
    return MemorySize.parse("-Xmx", matcher.group(1));
  }

  private static Optional<Double> limit(Pod pod, String resource) {
    return Manifest.at(pod.container(), "resources", "limits", resource)
        .map(JsonElement::getAsString)
        .map(text -> Quantity.fromString(text).getNumber().doubleValue());
  }
}
