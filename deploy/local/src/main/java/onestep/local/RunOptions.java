package onestep.local;

import java.nio.file.Path;
import onestep.producer.SweepOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of {@code onestep run}, as given. */
final class RunOptions {

  @Mixin SweepOptions sweep;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where results are written; results/<sweep> unless given.")
  Path results;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where a run keeps what it needs to go on; .onestep/<sweep> unless given.")
  Path data;

  @Option(names = "--fresh", description = "Discard what an earlier run left in --data.")
  boolean fresh;

  @Option(names = "--trials", description = "Also write every trial, to trials.csv.gz.")
  boolean trials;

  @Option(names = "--stay", description = "Keep the live page up after the end, until Ctrl-C.")
  boolean stay;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Networks computed at once; the number of processors unless given.")
  Integer slots;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Memory that networks may use, such as 8G; most of the heap unless given.")
  String memory;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the embedded broker; any free one unless given.")
  int port;

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the live page; any free one unless given.")
  int webPort;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Use this Kafka cluster instead of the embedded broker.")
  String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Client properties for that cluster, such as security settings.")
  Path kafkaConfig;

  @Option(
      names = "--kafka-timeout-seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long that cluster may take to answer; ${DEFAULT-VALUE} unless given.")
  int kafkaTimeoutSeconds;
}
