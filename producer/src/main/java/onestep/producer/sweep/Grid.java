package onestep.producer.sweep;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import onestep.contract.cell.Activation;
import onestep.contract.cell.AttackSpec;
import onestep.contract.cell.BackendChoice;
import onestep.contract.cell.CellSpec;
import onestep.contract.cell.ModelSpec;
import onestep.contract.cell.Sampler;
import onestep.contract.cell.StopRule;

/**
 * The product of several axes: one entry of a sweep file, expanded by index and never held.
 *
 * <p>Order: shape (depth, then width) slowest, then dimension, activation, gain, attack, points and
 * seed, each in the order given.
 *
 * @param shapes hidden layers
 * @param dimensions input dimensions
 * @param activations activations
 * @param gains gains
 * @param attacks attacks
 * @param points points per network
 * @param seeds seeds
 * @param sampler how the sampler is chosen
 * @param backend how it is chosen where cells are computed
 * @param networks networks wanted of each cell, at most where there is a stop rule
 * @param stop when fewer are enough
 * @param note remark for tables; empty if there is none
 * @param place where the entry stands, for messages
 */
record Grid(
    Shapes shapes,
    Axis<Integer> dimensions,
    Axis<Activation> activations,
    Axis<Double> gains,
    Axis<AttackSpec> attacks,
    Axis<Integer> points,
    Axis<Long> seeds,
    SamplerChoice sampler,
    BackendChoice backend,
    int networks,
    Optional<StopRule> stop,
    String note,
    String place) {

  /** Number of cells; {@link Long#MAX_VALUE} if it does not fit. */
  long size() {
    try {
      long size = shapes.size();
      for (Axis<?> axis : List.of(dimensions, activations, gains, attacks, points, seeds)) {
        size = Math.multiplyExact(size, axis.size());
      }
      return size;
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** The cell at an index below {@link #size()}, with sampler and backend still to be chosen. */
  CellSpec get(long index, Sampler sampler) {
    Decoder decoder = new Decoder(index);
    long seed = decoder.next(seeds);
    int pointsPerNetwork = decoder.next(points);
    AttackSpec attack = decoder.next(attacks);
    double gain = decoder.next(gains);
    Activation activation = decoder.next(activations);
    int dimension = decoder.next(dimensions);
    ModelSpec model =
        new ModelSpec(shapes.get((int) decoder.rest), dimension, activation, gain, sampler, seed);
    return new CellSpec(model, attack, pointsPerNetwork, CellSpec.CPU_NUMERICS);
  }

  /** Whether some index has this cell, samplers and backends apart. */
  boolean contains(CellSpec cell) {
    ModelSpec model = cell.model();
    return dimensions.contains(model.dimension())
        && gains.contains(model.gain())
        && activations.contains(model.activation())
        && points.contains(cell.points())
        && seeds.contains(model.seed())
        && attacks.contains(cell.attack())
        && shapes.contains(model.widths());
  }

  /** The grid as a tree for the canonical specification. */
  Map<String, Object> canonical() {
    Map<String, Object> tree = new TreeMap<>();
    if (!shapes.depths().isEmpty()) { // else every width says it
      tree.put("depth", shapes.depths());
    }
    tree.put("width", shapes.widths());
    tree.put("dimension", dimensions.values());
    tree.put("activation", activations.values().stream().map(Activation::label).toList());
    tree.put("gain", gains.values());
    tree.put("attack", attacks.values().stream().map(Grid::canonical).toList());
    tree.put("points", points.values());
    tree.put("seed", seeds.values());
    tree.put("sampler", sampler.label());
    if (backend != BackendChoice.CPU) { // what every sweep was before there was a choice
      tree.put("backend", backend.label());
    }
    stop.ifPresentOrElse(
        rule -> tree.put("stop", canonical(rule)), () -> tree.put("networks", networks));
    tree.put("note", note);
    return tree;
  }

  /** A stop rule as a sweep file writes it. */
  private static Map<String, Object> canonical(StopRule rule) {
    return new TreeMap<>(
        Map.of(
            "statistic",
            rule.statistic().label(),
            "relative_error",
            rule.relativeError(),
            "confidence",
            rule.confidence(),
            "min_networks",
            rule.fewest(),
            "max_networks",
            rule.most()));
  }

  /** An attack as a sweep file writes it. */
  private static Map<String, Object> canonical(AttackSpec attack) {
    Map<String, Object> tree = new TreeMap<>(attack.canonical());
    tree.put("name", tree.remove("attack"));
    return tree;
  }

  /** Takes an index apart, fastest axis first. */
  private static final class Decoder {
    private long rest;

    Decoder(long index) {
      this.rest = index;
    }

    <T> T next(Axis<T> axis) {
      T value = axis.get((int) (rest % axis.size()));
      rest /= axis.size();
      return value;
    }
  }
}
