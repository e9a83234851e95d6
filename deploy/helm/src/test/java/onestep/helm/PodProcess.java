package onestep.helm;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import onestep.local.Main;
import onestep.local.Ports;

/**
 * A container of the chart as a process of this machine: its arguments and environment, as
 * rendered.
 */
final class PodProcess implements AutoCloseable {

  private static final String POD_NAME = "pod-0";

  private final Pod pod;
  private final Path log;
  private final int port;
  private final Process process;

  /**
   * What a pod is given by the cluster.
   *
   * @param references values of secrets and ConfigMaps, by name and key with a slash between
   * @param folders folders of this machine by those of the container
   */
  record Surroundings(Map<String, String> references, Map<String, Path> folders) {}

  private PodProcess(Pod pod, Path log, int port, Process process) {
    this.pod = pod;
    this.log = log;
    this.port = port;
    this.process = process;
  }

  static PodProcess start(Pod pod, Surroundings surroundings, Path log) throws IOException {
    int port = Ports.free(1).get(0);
    Map<String, String> environment = new HashMap<>();
    pod.environment().forEach((name, env) -> environment.put(name, value(env, surroundings)));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    if (!pod.image().equals("onestep-producer")) {
      command.add(pod.image().replaceFirst("onestep-(\\w+).*", "$1"));
    }
    for (String argument : pod.arguments()) {
      String here = argument.replace("$(POD_NAME)", POD_NAME);
      here = here.replaceFirst("0\\.0\\.0\\.0:\\d+", "127.0.0.1:" + port);
      for (Map.Entry<String, Path> folder : surroundings.folders().entrySet()) {
        here = here.replace(folder.getKey(), folder.getValue().toString());
      }
      command.add(here);
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new PodProcess(pod, log, port, builder.start());
  }

  private static String value(JsonObject env, Surroundings surroundings) {
    if (env.has("value")) {
      return env.get("value").getAsString();
    }
    JsonObject from = env.getAsJsonObject("valueFrom");
    if (from.has("fieldRef")) {
      return POD_NAME;
    }
    JsonObject reference =
        from.getAsJsonObject(from.has("secretKeyRef") ? "secretKeyRef" : "configMapKeyRef");
    return surroundings
        .references()
        .get(reference.get("name").getAsString() + "/" + reference.get("key").getAsString());
  }

  /** Whether a probe of the container is answered as it should be. */
  boolean answers(String probe) throws IOException, InterruptedException {
    String path =
        Manifest.at(pod.container(), probe, "httpGet", "path").orElseThrow().getAsString();
    return get(path).statusCode() == 200;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() throws IOException {
    return Files.readString(log);
  }

  /** Waits for its end; its exit code. */
  int await(Duration patience) throws InterruptedException, IOException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(pod.owner() + " does not end: " + output());
    }
    return process.exitValue();
  }

  /** Tells it to stop, and waits for as long as the kubelet would. */
  int stop() throws InterruptedException, IOException {
    process.destroy();
    return await(Duration.ofSeconds(pod.spec().get("terminationGracePeriodSeconds").getAsLong()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
