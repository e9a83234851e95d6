package onestep.local.faults;

/** Something that goes wrong for a while. */
@FunctionalInterface
interface Fault {

  /**
   * Begins it.
   *
   * @param target which of those that it may befall, from 0
   * @return what ends it; any thread may run it
   */
  Runnable begin(Scene scene, int target) throws Exception;
}
