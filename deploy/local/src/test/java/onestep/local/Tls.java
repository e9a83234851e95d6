package onestep.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A self-signed certificate of this machine.
 *
 * @param keyStore with the private key, in PKCS#12
 * @param password of the key store
 * @param certificate in PEM, for those who are to trust it
 */
record Tls(Path keyStore, String password, Path certificate) {

  private static final String ALIAS = "broker";

  /** Makes one for 127.0.0.1. */
  static Tls create(Path directory, String password) throws Exception {
    Path keyStore = directory.resolve("broker.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    byte[] certificate =
        KeyStore.getInstance(keyStore.toFile(), password.toCharArray())
            .getCertificate(ALIAS)
            .getEncoded();
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n";
    return new Tls(keyStore, password, Files.writeString(directory.resolve("broker.pem"), pem));
  }
}
