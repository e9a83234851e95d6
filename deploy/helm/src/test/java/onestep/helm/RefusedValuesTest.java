package onestep.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that cannot work are refused with a message that names them and says what to do. */
class RefusedValuesTest {

  @TempDir private Path folder;

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("{}", "kafka.bootstrapServers is empty; name your Kafka brokers"),
        Arguments.of("{kafka: {bootstrapServers: kafka}}", "/kafka/bootstrapServers"),
        Arguments.of("{kafka: {bootstrapServer: 'kafka:1'}}", "'bootstrapServer' not allowed"),
        Arguments.of("{worker: {}}", "'worker' not allowed"),
        Arguments.of("{workers: {cpu: {slot: 2}}}", "'slot' not allowed"),
        Arguments.of(
            "{workers: {cpu: {gpuSlots: 2}}}",
            "workers.cpu.gpuSlots is 2; GPUs are for workers.gpu"),
        Arguments.of("{workers: {cpu: {autoscaling: {type: vpa}}}}", "'none', 'keda', 'hpa'"),
        Arguments.of("{aggregator: {replicas: many}}", "/aggregator/replicas"),
        Arguments.of("{taskMemory: 1GiB}", "/taskMemory"),
        Arguments.of("{workers: {cpu: {timeLimit: 1h}}}", "/workers/cpu/timeLimit"),
        Arguments.of("{sweeps: {Upper_Case: x}}", "'Upper_Case' does not match"),
        Arguments.of("{sweeps: {window: {depth: 1}}}", "/sweeps/window"),
        Arguments.of(
            "{kafka: {sasl: {mechanism: SCRAM-SHA-512}, secrets: {worker: w, producer: p, setup: s}}}",
            "kafka.secrets.aggregator and kafka.secrets.default are empty; kafka.sasl.mechanism needs"
                + " the name of an existing secret"),
        Arguments.of(
            "{kafka: {tls: {enabled: true, client: {enabled: true}}}}",
            "kafka.secrets.worker and kafka.secrets.default are empty; kafka.tls.client.enabled needs"),
        Arguments.of(
            "{kafka: {tls: {client: {enabled: true}}, secrets: {default: x}}}",
            "kafka.tls.client.enabled needs kafka.tls.enabled=true"),
        Arguments.of(
            "{kafka: {secrets: {worker: w}}}", "kafka.secrets.worker is w and would not be used"),
        Arguments.of(
            "{kafka: {tls: {ca: {secret: a, configMap: b}}}}",
            "kafka.tls.ca.secret and kafka.tls.ca.configMap are both set"),
        Arguments.of(
            "{kafka: {properties: {sasl.jaas.config: x}}}",
            "kafka.properties.sasl.jaas.config looks like a secret"),
        Arguments.of(
            "{kafka: {properties: {ssl.key.password: x}}}",
            "kafka.properties.ssl.key.password looks like a secret"),
        Arguments.of(
            "{kafka: {properties: {security.protocol: SSL}}}",
            "kafka.properties.security.protocol is set by the chart"),
        Arguments.of(
            "{aggregator: {replicas: 0}}", "aggregator.replicas is 0; at least 1 is needed"),
        Arguments.of(
            "{workers: {cpu: {replicas: 0}}}",
            "workers.cpu.replicas is 0 and workers.cpu.autoscaling.type is none, so no task would ever"
                + " run"),
        Arguments.of(
            "{workers: {cpu: {autoscaling: {type: keda}}}}",
            "monitoring.prometheusAddress is empty; workers.cpu.autoscaling.type=keda asks it"),
        Arguments.of(
            "{workers: {cpu: {autoscaling: {type: hpa}}}}",
            "workers.cpu.autoscaling.minReplicas is 0; an HPA does not scale to zero"),
        Arguments.of(
            "{workers: {cpu: {autoscaling: {type: hpa, minReplicas: 1, hpa: {metric: external}}}}}",
            "workers.cpu.autoscaling.hpa.externalName is empty"),
        Arguments.of(
            "{workers: {cpu: {autoscaling: {type: hpa, minReplicas: 9, maxReplicas: 3}}}}",
            "workers.cpu.autoscaling.minReplicas is 9, above maxReplicas 3"),
        Arguments.of(
            "{workers: {cpu: {slots: 3}}}", "workers.cpu.slots is 3, above the CPU limit 2"),
        Arguments.of(
            "{workers: {cpu: {resources: {limits: {cpu: null}, requests: {cpu: null}}}}}",
            "workers.cpu.resources has no CPU limit or request"),
        Arguments.of(
            "{taskMemory: 4Gi}",
            "workers.cpu: of resources.limits.memory 4Gi, 1720 MiB are for networks (70 % heap, 60 % of"
                + " that), less than taskMemory 4Gi; raise the limit or lower taskMemory"),
        Arguments.of(
            "{aggregator: {resources: {limits: {memory: null}}}}",
            "aggregator.resources.limits.memory is missing"),
        Arguments.of(
            "{workers: {cpu: {extraArgs: [--grace=PT5M]}}}",
            "workers.cpu.extraArgs has --grace=PT5M, which the chart sets; use"),
        Arguments.of(
            "{aggregator: {extraArgs: [--instance-id=a]}}",
            "aggregator.extraArgs has --instance-id=a"),
        Arguments.of("{workers: {cpu: {extraArgs: [grace]}}}", "/workers/cpu/extraArgs/0"),
        Arguments.of(
            "{jobs: {extraEnv: [{name: ONESTEP_KAFKA_SSL_KEY_PASSWORD, value: x}]}}",
            "jobs.extraEnv has ONESTEP_KAFKA_SSL_KEY_PASSWORD with its value; take it from a Secret"),
        Arguments.of(
            "{monitoring: {podMonitor: {enabled: true}}}",
            "networkPolicy.metricsNamespaces is empty, so Prometheus could not reach"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldBeNamed(String values, String message) throws IOException {
    Chart chart = Chart.copyTo(folder);

    assertThat(refusal(() -> chart.render(withBrokers(values)))).contains(message);
  }

  @Test
  void shouldBeToldAllAtOnce() throws IOException {
    Chart chart = Chart.copyTo(folder);

    String refusal =
        refusal(
            () -> chart.render(file("{aggregator: {replicas: 0}, workers: {cpu: {slots: 9}}}")));

    assertThat(refusal)
        .contains("- kafka.bootstrapServers", "- aggregator.replicas", "- workers.cpu.slots");
  }

  /** What rendering is refused with. */
  static String refusal(ThrowingCallable rendering) {
    Throwable refusal = catchThrowable(rendering);
    assertThat(refusal).as("no refusal").isNotNull();
    return refusal.getMessage();
  }

  private Path withBrokers(String values) throws IOException {
    if (values.equals("{}")) {
      return file(values);
    }
    return file(
        Yaml.write(
            Yaml.merge(Yaml.read(Chart.scenario("minimal")), Yaml.documents(values).get(0))));
  }

  private Path file(String values) throws IOException {
    return Files.writeString(folder.resolve("refused.yaml"), values);
  }
}
