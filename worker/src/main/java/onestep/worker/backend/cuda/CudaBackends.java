package onestep.worker.backend.cuda;

import java.util.function.Supplier;
import onestep.worker.backend.Backend;
import onestep.worker.backend.DeviceUse;

/**
 * Makes the backends of the slots of a worker, all on one device.
 *
 * <p>Of what is free when it is made, networks in flight may use a part and the pools of what is
 * closed keep another; the rest is for contexts, each of which takes some hundred megabytes.
 */
public final class CudaBackends implements Supplier<Backend>, DeviceUse {

  private static final double SHARE_OF_NETWORKS = 0.6;
  private static final double SHARE_OF_POOLS = 0.2;

  /** One does what its backends ask for on the device while the other's are on the host. */
  private static final int SESSIONS = 2;

  private static final double NANOS_PER_SECOND = 1e9;

  private final CudaDevice device;
  private final int slots;
  private final Counters counters = new Counters();
  private final Session[] sessions = new Session[SESSIONS];

  /** Backends for so many slots. */
  public CudaBackends(CudaDevice device, int slots) {
    this.device = device;
    this.slots = slots;
  }

  @Override
  public String device() {
    return device.index() + " " + device.name();
  }

  @Override
  public long memoryBytes() {
    return device.memoryBytes();
  }

  @Override
  public long heldBytes() {
    return counters.heldBytes.sum();
  }

  @Override
  public long launches() {
    return counters.launches.sum();
  }

  @Override
  public long transferredBytes() {
    return counters.transferredBytes.sum();
  }

  @Override
  public double busySeconds() {
    return counters.busyNanos.sum() / NANOS_PER_SECOND;
  }

  /** Device memory that networks in flight may use together. */
  public long networkBytes() {
    return (long) (SHARE_OF_NETWORKS * device.freeBytes());
  }

  /** One more backend of the session that has fewest, or of a new one where that is over. */
  @Override
  public synchronized Backend get() {
    int fewest = 0;
    for (int i = 1; i < sessions.length; i++) {
      fewest = members(i) < members(fewest) ? i : fewest;
    }
    if (sessions[fewest] == null || !sessions[fewest].join()) {
      sessions[fewest] = Session.joined(device, counters);
    }
    long pooled = (long) (SHARE_OF_POOLS * device.freeBytes() / slots);
    return new CudaBackend(sessions[fewest], pooled, counters);
  }

  private int members(int session) {
    return sessions[session] == null ? 0 : sessions[session].members();
  }
}
