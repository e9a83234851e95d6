package onestep.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyTest {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MOMENT_MILLIS = 200;

  private ServerSocket server;
  private Proxy proxy;
  private Socket client;
  private Socket served;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    proxy = Proxy.to(server.getLocalPort());
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    served = server.accept();
    client.setSoTimeout(TIMEOUT_MILLIS);
    served.setSoTimeout(TIMEOUT_MILLIS);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    served.close();
    proxy.close();
    server.close();
  }

  @Test
  void shouldPassBytesOnInBothDirections() throws IOException {
    client.getOutputStream().write(7);
    served.getOutputStream().write(8);

    assertThat(served.getInputStream().read()).isEqualTo(7);
    assertThat(client.getInputStream().read()).isEqualTo(8);
  }

  @Test
  void shouldEndBothSidesWithEither() throws IOException {
    client.close();

    assertThat(served.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void shouldResetConnectionsWhenCutAndTakeNewOnesAfterwards() throws IOException {
    proxy.cut(true);
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);

    proxy.cut(false);

    try (Socket again = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        Socket servedAgain = server.accept()) {
      again.getOutputStream().write(7);
      assertThat(servedAgain.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void shouldLoseNothingThatItHeldBack() throws IOException {
    proxy.hold(true);
    client.getOutputStream().write(7);
    served.setSoTimeout(MOMENT_MILLIS);
    assertThatThrownBy(() -> served.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    served.setSoTimeout(TIMEOUT_MILLIS);

    proxy.hold(false);

    assertThat(served.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void shouldSlowDown() throws IOException {
    proxy.slow(Duration.ofMillis(MOMENT_MILLIS));
    long begun = System.nanoTime();

    client.getOutputStream().write(7);

    assertThat(served.getInputStream().read()).isEqualTo(7);
    assertThat(System.nanoTime() - begun).isGreaterThan(MOMENT_MILLIS * 1_000_000L);
  }
}
