package onestep.local;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import onestep.contract.kafka.KafkaConnection;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * An embedded broker that takes TLS and SCRAM and allows what its ACLs say. A second listener, in
 * plain text, is the broker's own and the administrator's.
 */
final class SecureCluster implements AutoCloseable {

  private static final int ITERATIONS = 4096;

  private final Path directory;
  private final Tls tls;
  private final int port;
  private final EmbeddedBroker broker;
  private final Admin admin;

  private SecureCluster(Path directory, Tls tls, int port, EmbeddedBroker broker) {
    this.directory = directory;
    this.tls = tls;
    this.port = port;
    this.broker = broker;
    this.admin = broker.connection().admin();
  }

  static SecureCluster start(Path directory, String keyPassword) throws Exception {
    Tls tls = Tls.create(directory, keyPassword);
    List<Integer> ports = Ports.free(3);
    Map<String, String> settings = new HashMap<>();
    String clients =
        "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",SECURE://127.0.0.1:" + ports.get(1);
    settings.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + ports.get(2));
    settings.put("advertised.listeners", clients);
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get(2));
    settings.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL");
    settings.put("listener.name.secure.sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put(
        "listener.name.secure.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put("listener.name.secure.ssl.keystore.type", "PKCS12");
    settings.put("listener.name.secure.ssl.keystore.location", tls.keyStore().toString());
    settings.put("listener.name.secure.ssl.keystore.password", tls.password());
    settings.put("authorizer.class.name", RecordingAuthorizer.class.getName());
    settings.put("allow.everyone.if.no.acl.found", "false");
    settings.put("super.users", "User:ANONYMOUS");
    return new SecureCluster(
        directory,
        tls,
        ports.get(1),
        EmbeddedBroker.start(directory.resolve("broker"), ports.get(0), settings));
  }

  /** The administrator's client. */
  Admin admin() {
    return admin;
  }

  /** The administrator's connection. */
  KafkaConnection connection() {
    return broker.connection();
  }

  /** Where everybody else connects to. */
  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Adds a user. */
  void addUser(String user, String password) throws Exception {
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    user,
                    new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                    password)))
        .all()
        .get();
  }

  /** The client properties of a user, but for the password. */
  Map<String, String> properties() {
    return Map.of(
        "security.protocol", "SASL_SSL",
        "sasl.mechanism", "SCRAM-SHA-512",
        "ssl.truststore.type", "PEM",
        "ssl.truststore.location", tls.certificate().toString());
  }

  /** What a client logs in with. */
  static String login(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + user
        + "\" password=\""
        + password
        + "\";";
  }

  /** Writes client properties into a file. */
  Path write(String name, Map<String, String> properties) throws Exception {
    StringBuilder text = new StringBuilder();
    properties.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return Files.writeString(directory.resolve(name + ".properties"), text);
  }

  /** Grants rights; they hold when this returns. */
  void grant(Collection<AclBinding> acls) throws Exception {
    admin.createAcls(acls).all().get();
    until(() -> granted().containsAll(acls));
  }

  /** Takes a right away; it is gone when this returns. */
  void revoke(AclBinding acl) throws Exception {
    admin.deleteAcls(List.of(acl.toFilter())).all().get();
    until(() -> !granted().contains(acl));
  }

  private static void until(Callable<Boolean> condition) {
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).until(condition);
  }

  private Collection<AclBinding> granted() throws Exception {
    return admin.describeAcls(AclBindingFilter.ANY).values().get();
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }
}
