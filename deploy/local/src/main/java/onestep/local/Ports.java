package onestep.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import onestep.contract.InvalidInputException;

/** Ports of the loopback interface. */
public final class Ports {

  private static final int HIGHEST = 65_535;

  private Ports() {}

  /**
   * Checks that a server could listen on a port.
   *
   * @param option the option that gave it, for the message
   * @param port the port; 0, which stands for any, passes
   * @throws InvalidInputException if the port is out of range or in use
   */
  public static void check(String option, int port) {
    if (port < 0 || port > HIGHEST) {
      throw new InvalidInputException(
          option + " must be in 0..65535 (0 for any free port), got " + port);
    }
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = listen(port)) {
      assert socket.isBound();
    } catch (IOException e) {
      throw new InvalidInputException(
          option + ": port " + port + " is in use; give another, or 0 for any free port", e);
    }
  }

  /** Ports that nobody listens on at the moment, all different. */
  public static List<Integer> free(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(listen(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback interface", e);
    } finally {
      sockets.forEach(Ports::close);
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
