package onestep.local.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import onestep.contract.DaemonThreads;

/**
 * What lies between clients and one server: passes bytes on, in both directions, as long as it is
 * not told to slow them down, hold them back or cut the connections.
 */
final class Proxy implements AutoCloseable {

  private static final int CHUNK = 16 << 10;
  private static final long LOOK_MILLIS = 20;

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile boolean held;
  private volatile Duration delay = Duration.ZERO;

  private Proxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /**
   * Starts a proxy.
   *
   * @param target port of the server, on the loopback interface
   */
  static Proxy to(int target) {
    try {
      Proxy proxy = new Proxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      DaemonThreads.of("proxy-" + target, proxy::accept).start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect. */
  int port() {
    return listener.getLocalPort();
  }

  /** Whether connections are reset, those there are and new ones. */
  void cut(boolean now) {
    cut = now;
    if (now) {
      open.forEach(Proxy::reset);
    }
  }

  /** Whether bytes are held back; none is lost. */
  void hold(boolean now) {
    held = now;
  }

  /** Holds every chunk up for so long. */
  void slow(Duration by) {
    delay = by;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        join(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Joins a client with the server; a server that is down refuses, and so does the proxy. */
  private void join(Socket client) {
    open.add(client);
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(server);
      if (cut) {
        reset(client);
        reset(server);
        return;
      }
      pump(client, server);
      pump(server, client);
    } catch (IOException e) {
      reset(client);
    }
  }

  private void pump(Socket from, Socket to) {
    DaemonThreads.of("pump-" + target, () -> copy(from, to)).start();
  }

  private void copy(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        Thread.sleep(delay.toMillis());
        while (held && !cut) {
          Thread.sleep(LOOK_MILLIS);
        }
        out.write(chunk, 0, n);
      }
    } catch (IOException | InterruptedException e) {
      // Either side is gone: so are both.
    }
    close(from);
    close(to);
  }

  /** Ends a connection by a reset rather than by an orderly end. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    closeQuietly(socket);
  }

  private void close(Socket socket) {
    open.remove(socket);
    closeQuietly(socket);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(Proxy::reset);
  }
}
