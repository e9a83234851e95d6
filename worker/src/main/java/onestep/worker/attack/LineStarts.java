package onestep.worker.attack;

import java.util.stream.IntStream;

/** Where the lines of a group of points start: f and its slope at each point x_j. */
final class LineStarts {

  /** A crossing is located to this many rounding errors of f, divided by the slope. */
  private static final double ERRORS = 4;

  private final int first;
  private final double[] values;
  private final double[] valueErrors;
  private final double[] squaredNorms;
  private final double[] steepness;
  private final double[] units;

  /**
   * Starts of points of a network.
   *
   * @param first index of the first of them among the network's points
   * @param values f(x_j)
   * @param valueErrors their rounding errors
   */
  LineStarts(int first, double[] values, double[] valueErrors) {
    this.first = first;
    this.values = values;
    this.valueErrors = valueErrors;
    this.squaredNorms = new double[values.length];
    this.steepness = new double[values.length];
    this.units = new double[values.length];
  }

  /** Points of the group. */
  int count() {
    return values.length;
  }

  /** The index of point j of the group among the network's points. */
  int point(int j) {
    return first + j;
  }

  /** Makes point j one that can be searched. */
  void search(int j, double squaredNorm) {
    squaredNorms[j] = squaredNorm;
  }

  /**
   * Tells of the line through point j.
   *
   * @param slope by how much |f| falls for each unit of η, in magnitude
   * @param unit one unit of the attack's steps, in η
   */
  void line(int j, double slope, double unit) {
    steepness[j] = slope;
    units[j] = unit;
  }

  /** The points j that can be searched. */
  int[] searched() {
    return IntStream.range(0, values.length).filter(j -> squaredNorms[j] > 0).toArray();
  }

  /** s = -sign f(x_j). */
  int direction(int j) {
    return values[j] > 0 ? -1 : 1;
  }

  /** s of every point. */
  float[] directions() {
    float[] directions = new float[values.length];
    for (int j = 0; j < directions.length; j++) {
      directions[j] = direction(j);
    }
    return directions;
  }

  /** ‖∇f(x_j)‖². */
  double squaredNorm(int j) {
    return squaredNorms[j];
  }

  /** |f(x_j)|. */
  double height(int j) {
    return Math.abs(values[j]);
  }

  /** A value of f on line j, positive where its sign is that of f(x_j). */
  double height(int j, double value) {
    return value * -direction(j);
  }

  /** Rounding error of a value on line j. */
  double valueError(int j) {
    return valueErrors[j];
  }

  /** How closely a crossing of line j can be located. */
  double stepError(int j) {
    return ERRORS * valueErrors[j] / steepness[j];
  }

  /** One unit of the attack's steps on line j, in η. */
  double unit(int j) {
    return units[j];
  }
}
