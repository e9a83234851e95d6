package onestep.contract.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a request to end (SIGTERM) means to a service. */
public final class Termination {

  private static final Logger log = LoggerFactory.getLogger(Termination.class);

  private Termination() {}

  /**
   * From now on a request to end this process ends it with exit code 0, once its shutdown hooks
   * have run, rather than with 143: a service that was asked to end and has put everything away has
   * not failed.
   */
  public static void isSuccess() {
    try {
      // Java has no other way to choose that exit code, and javac warns of whoever names the class.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object exit =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                System.exit(0);
                return null;
              });
      Object termination = signal.getConstructor(String.class).newInstance("TERM");
      signal.getMethod("handle", signal, handler).invoke(null, termination, exit);
    } catch (ReflectiveOperationException e) {
      // Under -Xrs, say, signals are not Java's.
      log.debug("exit_code_of_sigterm_kept error={}", e.toString());
    }
  }
}
