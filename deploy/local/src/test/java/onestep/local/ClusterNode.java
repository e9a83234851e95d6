package onestep.local;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker and controller of a cluster of several, as a process: {@code ClusterNode DIRECTORY
 * CLUSTER SETTINGS}. The settings, a properties file with the node's id and listeners, go on top of
 * those of the {@link EmbeddedBroker}.
 */
public final class ClusterNode {

  private ClusterNode() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Properties settings = BrokerSettings.of(directory, 0, 0);
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[2]))) {
      settings.load(reader);
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
        .setClusterId(arguments[1])
        .setControllerListenerName(settings.getProperty("controller.listener.names"))
        .setHasDynamicQuorum(false)
        .setMetadataLogDirectory(directory.toString())
        .addDirectory(directory.toString())
        .setIgnoreFormatted(true)
        .run();
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    server.startup();
    server.awaitShutdown();
  }
}
