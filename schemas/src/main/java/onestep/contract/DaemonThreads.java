package onestep.contract;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep a process alive. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** Makes such threads, all of one name. */
  public static ThreadFactory named(String name) {
    return task -> of(name, task);
  }

  /** Such a thread, not started yet. */
  public static Thread of(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
