package onestep.worker.backend.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import onestep.worker.backend.cpu.Kernels;

/**
 * How 16 logical lanes lie in this machine's vectors: in {@link #PARTS} vectors of {@link #LENGTH}.
 */
final class Lanes {

  /** The machine's preferred vectors, of at most 16 lanes. */
  static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() > Kernels.LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** Integers of the same shape. */
  static final VectorSpecies<Integer> INTS =
      IntVector.SPECIES_PREFERRED.length() > Kernels.LANES
          ? IntVector.SPECIES_512
          : IntVector.SPECIES_PREFERRED;

  static final int LENGTH = FLOATS.length();
  static final int PARTS = Kernels.LANES / LENGTH;

  private Lanes() {}
}
