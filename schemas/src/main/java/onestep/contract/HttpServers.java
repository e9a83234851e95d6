package onestep.contract;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Makes HTTP servers that no client can hold up. */
public final class HttpServers {

  /** Seconds in which a request has to be complete; the JDK waits for ever unless told. */
  private static final String LONGEST_REQUEST = "sun.net.httpserver.maxReqTime";

  static {
    if (System.getProperty(LONGEST_REQUEST) == null) {
      System.setProperty(LONGEST_REQUEST, "5");
    }
  }

  private HttpServers() {}

  /**
   * A server that is not started yet. It needs an executor of several threads: one that reads half
   * a request is held for some seconds.
   *
   * @throws IOException if it cannot listen there
   */
  public static HttpServer create(InetSocketAddress address) throws IOException {
    return HttpServer.create(address, 0);
  }
}
