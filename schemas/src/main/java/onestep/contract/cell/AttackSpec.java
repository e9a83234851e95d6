package onestep.contract.cell;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is done to a network at each of its points, with all parameters. */
public sealed interface AttackSpec {

  /** The names of all attacks. */
  List<String> LABELS =
      List.of(
          SmallestStep.LABEL,
          FixedStep.LABEL,
          SignStep.LABEL,
          RandomDirection.LABEL,
          GradientDescent.LABEL,
          Probe.LABEL);

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

    /** Of {@link SignStep}. */
    R signStep(SignStep attack);

    /** Of {@link RandomDirection}. */
    R randomDirection(RandomDirection attack);

    /** Of {@link GradientDescent}. */
    R gradientDescent(GradientDescent attack);

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
      case SignStep.LABEL -> new SignStep(maxStep, unit, resolution);
      case RandomDirection.LABEL -> new RandomDirection(maxStep, resolution);
      case GradientDescent.LABEL ->
          new GradientDescent(
              maxStep, unit, parameters.getOrDefault(GradientDescent.COUNT, 0.0).intValue());
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
      requireSearch(maxStep, resolution);
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
      requireStep("step", step);
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
   * The fast gradient sign method (Goodfellow, Shlens and Szegedy 2015) as a search: the smallest η
   * in (0, maxStep] with sign f(x - sign f(x) η sign ∇f(x)) ≠ sign f(x). η is the perturbation of
   * each coordinate, and η√d its length.
   *
   * @param maxStep largest step, in {@code unit}
   * @param unit η itself, {@code linear} (|f| / ‖∇f‖₁, where a linear f would vanish) or {@code
   *     radius} (a perturbation as long as the input, η = 1)
   * @param resolution spacing of the scan
   */
  record SignStep(double maxStep, StepUnit unit, double resolution) implements AttackSpec {

    /** Its name. */
    public static final String LABEL = "sign-step";

    /** The units that steps may have. */
    public static final List<StepUnit> UNITS =
        List.of(StepUnit.ETA, StepUnit.LINEAR, StepUnit.RADIUS);

    /** Checks the ranges and the unit. */
    public SignStep {
      requireSearch(maxStep, resolution);
      requireUnit(LABEL, UNITS, unit);
    }

    @Override
    public String label() {
      return LABEL;
    }

    @Override
    public boolean findsSmallestStep() {
      return true;
    }

    @Override
    public Map<String, Object> canonical() {
      return Map.of(
          "attack", LABEL, "max_step", maxStep, "unit", unit.label(), "resolution", resolution);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.signStep(this);
    }
  }

  /**
   * What no gradient tells: the smallest η in (0, maxStep] at which f changes its sign at x + η√d u
   * or at x - η√d u, u uniform on the unit sphere, drawn for each point. Not every line ever does.
   *
   * @param maxStep largest step, in multiples of √d, the length of the input
   * @param resolution spacing of the scan
   */
  record RandomDirection(double maxStep, double resolution) implements AttackSpec {

    /** Its name. */
    public static final String LABEL = "random-direction";

    /** Lengths ‖δ‖/√d for which it tells how many trials have flipped by then. */
    public static final List<Double> LENGTHS =
        List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0);

    /** Checks the ranges. */
    public RandomDirection {
      requireSearch(maxStep, resolution);
    }

    @Override
    public String label() {
      return LABEL;
    }

    @Override
    public StepUnit unit() {
      return StepUnit.RADIUS;
    }

    @Override
    public boolean findsSmallestStep() {
      return true;
    }

    /** The {@link #LENGTHS} up to the largest step, in the order of its quantities. */
    public List<Double> lengths() {
      return LENGTHS.stream().filter(length -> length <= maxStep).toList();
    }

    @Override
    public List<Quantity> quantities() {
      return lengths().stream()
          .map(
              length ->
                  Quantity.proportion(
                      within(length), "Whether f changes its sign by ‖δ‖ = " + length + " √d."))
          .toList();
    }

    /** The name of the quantity that tells of a length. */
    public static String within(double length) {
      return "flipped_within_" + length;
    }

    @Override
    public Map<String, Object> canonical() {
      return Map.of("attack", LABEL, "max_step", maxStep, "resolution", resolution);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.randomDirection(this);
    }
  }

  /**
   * Steps of gradient descent on |f| until the sign has changed, at most count of them: x ← x -
   * sign f(x_0) η ∇f(x), with the gradient at each new x.
   *
   * @param step η of each step, in {@code unit} at the x that it starts from
   * @param unit unit of step; {@code linear} is Newton's step for f = 0 along the gradient, {@code
   *     radius} makes steps of equal length
   * @param count most steps
   */
  record GradientDescent(double step, StepUnit unit, int count) implements AttackSpec {

    /** Its name. */
    public static final String LABEL = "gradient-descent";

    /** Name of the parameter that is the most steps. */
    public static final String COUNT = "count";

    /** Most steps that can be asked for. */
    public static final int MOST_STEPS = 10_000;

    /** How the single step that descent is compared with is searched for. */
    public static final SmallestStep SINGLE_STEP = new SmallestStep(10, StepUnit.LINEAR, 0.1);

    /** The length of the path, beside the perturbation, which is the distance from x. */
    public static final Quantity PATH_LENGTH =
        Quantity.mean("path_length", "x", "Length of the path to the flip, over flipped trials.");

    /** Steps taken. */
    public static final Quantity STEPS =
        Quantity.mean("steps", "", "Steps to the flip, over flipped trials.");

    /** Whether a single step of any length along the first gradient flips the sign as well. */
    public static final Quantity ONE_STEP =
        Quantity.proportion(
            "one_step_flipped",
            "Whether a single step along the gradient at x flips the sign, by ten times |f|/‖∇f‖².");

    /** How much further a single step has to go. */
    public static final Quantity ONE_STEP_RATIO =
        Quantity.mean(
            "one_step_ratio",
            "",
            "Length of that single step over the distance from x to where the descent ends, in the"
                + " trials where both flip.");

    /** All of these. */
    public static final List<Quantity> QUANTITIES =
        List.of(PATH_LENGTH, STEPS, ONE_STEP, ONE_STEP_RATIO);

    /** Checks the ranges. */
    public GradientDescent {
      requireStep("step", step);
      if (count < 1 || count > MOST_STEPS) {
        throw new IllegalArgumentException(
            "count must be from 1 to " + MOST_STEPS + " steps, got " + count);
      }
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
    public Map<String, Double> parameters() {
      return Map.of(COUNT, (double) count);
    }

    @Override
    public List<Quantity> quantities() {
      return QUANTITIES;
    }

    @Override
    public Map<String, Object> canonical() {
      return Map.of("attack", LABEL, "step", step, "unit", unit.label(), COUNT, count);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.gradientDescent(this);
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

  private static void requireStep(String name, double step) {
    if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be positive and finite, got " + step);
    }
  }

  private static void requireSearch(double maxStep, double resolution) {
    requireStep("max_step", maxStep);
    if (!(resolution > 0 && resolution <= maxStep)) {
      throw new IllegalArgumentException(
          "resolution must be above 0 and at most max_step (" + maxStep + "), got " + resolution);
    }
  }

  private static void requireUnit(String label, List<StepUnit> units, StepUnit unit) {
    if (!units.contains(unit)) {
      throw new IllegalArgumentException(
          "unit of "
              + label
              + " must be one of "
              + units.stream().map(StepUnit::label).collect(Collectors.joining(", "))
              + ", got "
              + unit.label());
    }
  }
}
