package onestep.contract.cell;

import java.util.List;
import java.util.Map;

/** What is done to a network at each of its points, with all parameters. */
public sealed interface AttackSpec {

  /** The names of all attacks. */
  List<String> LABELS = List.of(SmallestStep.LABEL, FixedStep.LABEL, Probe.LABEL);

  /** The name used in sweep files, records and tables. */
  String label();

  /** The longest step that is taken, in {@link #unit}. */
  double maxStep();

  /** The unit of steps. */
  StepUnit unit();

  /** Spacing of the scan for a first sign change, in {@link #unit}; 0 without a scan. */
  default double resolution() {
    return 0;
  }

  /** Whether it finds the smallest step that flips the sign, so that steps have a distribution. */
  default boolean findsSmallestStep() {
    return false;
  }

  /** Numbers that determine it beyond step, unit and resolution, by name. */
  default Map<String, Double> parameters() {
    return Map.of();
  }

  /** What is measured of each trial beyond what every trial has, in the order of result rows. */
  default List<Quantity> quantities() {
    return List.of();
  }

  /** The canonical parameters, for the cell id. */
  Map<String, Object> canonical();

  /** Whatever differs between attacks. */
  <R> R match(Cases<R> cases);

  /**
   * One function for each attack, so that the compiler finds every place that a new attack
   * concerns.
   *
   * @param <R> what they give
   */
  interface Cases<R> {

    /** Of {@link SmallestStep}. */
    R smallestStep(SmallestStep attack);

    /** Of {@link FixedStep}. */
    R fixedStep(FixedStep attack);

    /** Of {@link Probe}. */
    R probe(Probe attack);
  }

  /**
   * The attack of the fields that records and tables have.
   *
   * @param resolution that of a search; otherwise ignored
   * @param parameters as of {@link #parameters()}; others are ignored
   * @throws IllegalArgumentException if a field is out of range
   */
  static AttackSpec of(
      String label,
      double maxStep,
      StepUnit unit,
      double resolution,
      Map<String, Double> parameters) {
    return switch (label) {
      case SmallestStep.LABEL -> new SmallestStep(maxStep, unit, resolution);
      case FixedStep.LABEL -> new FixedStep(maxStep, unit);
      case Probe.LABEL -> Probe.of(maxStep, unit, parameters);
      default ->
          throw new IllegalArgumentException(
              "attack must be one of " + String.join(", ", LABELS) + ", got " + label);
    };
  }

  /**
   * The paper's attack (Section 4): the smallest η in (0, maxStep] with sign f(x - sign f(x) η
   * ∇f(x)) ≠ sign f(x).
   *
   * @param maxStep largest step, in {@code unit}
   * @param unit unit of maxStep and resolution
   * @param resolution spacing of the scan that looks for the first sign change where it cannot be
   *     found exactly
   */
  record SmallestStep(double maxStep, StepUnit unit, double resolution) implements AttackSpec {

    /** Its name. */
    public static final String LABEL = "smallest-step";

    /** Checks the ranges. */
    public SmallestStep {
      if (!(maxStep > 0 && maxStep < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("max_step must be positive and finite, got " + maxStep);
      }
      if (!(resolution > 0 && resolution <= maxStep)) {
        throw new IllegalArgumentException(
            "resolution must be above 0 and at most max_step (" + maxStep + "), got " + resolution);
      }
    }

    @Override
    public String label() {
      return LABEL;
    }

    @Override
    public Map<String, Object> canonical() {
      return Map.of(
          "attack", LABEL, "max_step", maxStep, "unit", unit.label(), "resolution", resolution);
    }

    @Override
    public boolean findsSmallestStep() {
      return true;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.smallestStep(this);
    }
  }

  /**
   * The step of the paper's Theorems 1 and 2: whether sign f(x - sign f(x) η ∇f(x)) ≠ sign f(x) for
   * one given η.
   *
   * @param step η, in {@code unit}
   * @param unit unit of step
   */
  record FixedStep(double step, StepUnit unit) implements AttackSpec {

    /** Its name. */
    public static final String LABEL = "fixed-step";

    /** Checks the range. */
    public FixedStep {
      if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("step must be positive and finite, got " + step);
      }
    }

    /**
     * The shortest step that flips all but a share γ of the inputs of a wide network, as far as the
     * theorems' |η| = C √log(1/γ) can tell: f is N(0, q_L), and P(|Z| &gt; m) is at most e^(-m²/2)
     * and not at most e^(-cm²) for any c above ½, so m = √(2 log(1/γ)) and C = √2 σ.
     *
     * @param failure γ, above 0 and below 1
     */
    public static FixedStep failingAtMost(double failure) {
      if (!(failure > 0 && failure < 1)) {
        throw new IllegalArgumentException("failure must be above 0 and below 1, got " + failure);
      }
      return new FixedStep(Math.sqrt(-2 * StrictMath.log(failure)), StepUnit.SIGMA);
    }

    @Override
    public String label() {
      return LABEL;
    }

    @Override
    public double maxStep() {
      return step;
    }

    @Override
    public Map<String, Object> canonical() {
      return Map.of("attack", LABEL, "step", step, "unit", unit.label());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.fixedStep(this);
    }
  }

  /**
   * Measures what the paper's lemmas and equations are about at each point ({@link ProbeQuantity}),
   * and takes the gradient step of length R besides: the trial is flipped if that step flips the
   * sign.
   *
   * @param failure γ, with which the bounds may fail
   * @param radius R, the length of the perturbations δ themselves
   */
  record Probe(double failure, double radius) implements AttackSpec {

    /** Its name. */
    public static final String LABEL = "probe";

    private static final String FAILURE = "failure";

    /** Checks the ranges. */
    public Probe {
      if (!(failure > 0 && failure < 1)) {
        throw new IllegalArgumentException("failure must be above 0 and below 1, got " + failure);
      }
      if (!(radius > 0 && radius < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("radius must be positive and finite, got " + radius);
      }
    }

    private static Probe of(double radius, StepUnit unit, Map<String, Double> parameters) {
      if (unit != StepUnit.LENGTH) {
        throw new IllegalArgumentException(
            "unit of " + LABEL + " must be " + StepUnit.LENGTH.label() + ", got " + unit.label());
      }
      return new Probe(parameters.getOrDefault(FAILURE, Double.NaN), radius);
    }

    @Override
    public String label() {
      return LABEL;
    }

    @Override
    public double maxStep() {
      return radius;
    }

    @Override
    public StepUnit unit() {
      return StepUnit.LENGTH;
    }

    @Override
    public Map<String, Double> parameters() {
      return Map.of(FAILURE, failure);
    }

    @Override
    public List<Quantity> quantities() {
      return ProbeQuantity.ALL;
    }

    @Override
    public Map<String, Object> canonical() {
      return Map.of("attack", LABEL, FAILURE, failure, "radius", radius);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.probe(this);
    }
  }
}
