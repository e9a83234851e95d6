package onestep.contract.cell;

import java.util.Map;

/**
 * A cell of a sweep: everything that determines the row of each of its networks, and not how many
 * are wanted.
 *
 * @param model the family of networks
 * @param attack the attack
 * @param points inputs x drawn for each network, uniform on the sphere of radius √d
 * @param numerics numerics profile, such as {@link #CPU_NUMERICS}: same profile, same bits
 */
public record CellSpec(ModelSpec model, AttackSpec attack, int points, String numerics) {

  /** The profile of the CPU backend. It changes whenever the bits of any row change. */
  public static final String CPU_NUMERICS = "cpu-2";

  /** The profile of the CUDA backend. */
  public static final String CUDA_NUMERICS = "cuda-2";

  /** Checks the points. */
  public CellSpec {
    if (points < 1) {
      throw new IllegalArgumentException("points must be at least 1, got " + points);
    }
  }

  /** This cell with the networks of another sampler. */
  public CellSpec withSampler(Sampler sampler) {
    if (model.sampler() == sampler) {
      return this;
    }
    ModelSpec changed =
        new ModelSpec(
            model.widths(),
            model.dimension(),
            model.activation(),
            model.gain(),
            sampler,
            model.seed());
    return new CellSpec(changed, attack, points, numerics);
  }

  /** The same cell with another numerics profile. */
  public CellSpec withNumerics(String profile) {
    return new CellSpec(model, attack, points, profile);
  }

  /** The cell id: 32 hexadecimal digits. */
  public String id() {
    return Identity.hash(
        Map.of(
            "model",
            model.id(),
            "attack",
            attack.canonical(),
            "points",
            points,
            "numerics",
            numerics));
  }
}
