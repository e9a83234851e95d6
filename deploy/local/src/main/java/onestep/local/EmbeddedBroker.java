package onestep.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import onestep.contract.kafka.KafkaConnection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and controller in this process, on a persistent directory, reachable from this
 * machine only.
 *
 * <p>What was acknowledged survives a kill of the process. The next start may use other ports.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final String META_PROPERTIES = "meta.properties";
  private static final String CONTROLLER = "CONTROLLER";

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker; it serves when this returns.
   *
   * @param directory where it keeps its log; created if missing. The caller holds the {@link
   *     DataDirectory} around it
   * @param port port on the loopback interface, 0 for any free one
   * @param extra broker settings on top of the own ones
   * @throws onestep.contract.InvalidInputException if the port is in use
   */
  public static EmbeddedBroker start(Path directory, int port, Map<String, String> extra) {
    Ports.check("--port", port);
    List<Integer> free = Ports.free(2);
    int brokerPort = port == 0 ? free.get(0) : port;
    Properties settings = BrokerSettings.of(directory, brokerPort, free.get(1));
    settings.putAll(extra);

    haltWithAWord(directory);
    format(directory);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
    log.info("broker_started port={} directory={}", brokerPort, directory);
    return new EmbeddedBroker(server, brokerPort);
  }

  /** How clients reach it. */
  public KafkaConnection connection() {
    return KafkaConnection.to("127.0.0.1:" + port);
  }

  /** Stops it; everything written stays in its directory. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    log.info("broker_stopped port={}", port);
  }

  /**
   * Kafka halts the process when it can no longer write its log. That cannot be avoided, but it can
   * be told.
   */
  private static void haltWithAWord(Path directory) {
    Exit.Procedure procedure =
        (status, message) -> {
          System.err.println(
              "onestep: the embedded broker gave up"
                  + (message == null ? "" : " (" + message + ")")
                  + "; check that the disk of "
                  + directory
                  + " is writable and has room, then run the same command again to go on");
          Runtime.getRuntime().halt(status == 0 ? 1 : status);
        };
    Exit.setHaltProcedure(procedure);
    Exit.setExitProcedure(procedure);
  }

  private static void format(Path directory) {
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(BrokerSettings.NODE)
            .setClusterId(clusterId(directory))
            .setControllerListenerName(CONTROLLER)
            .setHasDynamicQuorum(false)
            .setMetadataLogDirectory(directory.toString())
            .addDirectory(directory.toString())
            .setIgnoreFormatted(true);
    try {
      Files.createDirectories(directory);
      formatter.run();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot format " + directory, e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot format " + directory, e);
    }
  }

  private static String clusterId(Path directory) {
    Path file = directory.resolve(META_PROPERTIES);
    if (!Files.exists(file)) {
      return Uuid.randomUuid().toString();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return properties.getProperty("cluster.id");
  }
}
