package onestep.aggregator.topology;

/**
 * What one partition's cells contribute to the accounting of a sweep. Additive, but for the time.
 *
 * @param cells cells published
 * @param completeCells cells whose wanted networks are all done
 * @param published networks wanted of the cells published
 * @param done wanted networks whose rows are in
 * @param dead wanted networks in dead letters whose rows are not in
 * @param checked wanted networks that a second worker has computed too
 * @param disagreeing of these, networks that the two did not compute alike
 * @param spared networks that stop rules will not ask for
 * @param trials trials of the cells, over all networks seen
 * @param nanos compute time of the cells' results, in slot nanoseconds
 * @param updatedAt time of the newest record accounted for, in epoch milliseconds
 */
record SweepAccount(
    long cells,
    long completeCells,
    long published,
    long done,
    long dead,
    long checked,
    long disagreeing,
    long spared,
    long trials,
    long nanos,
    long updatedAt) {

  static final SweepAccount ZERO = new SweepAccount(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  SweepAccount plus(SweepAccount other) {
    return combine(other, 1);
  }

  /** The difference; the time stays. */
  SweepAccount minus(SweepAccount other) {
    return combine(other, -1);
  }

  private SweepAccount combine(SweepAccount other, int sign) {
    return new SweepAccount(
        cells + sign * other.cells,
        completeCells + sign * other.completeCells,
        published + sign * other.published,
        done + sign * other.done,
        dead + sign * other.dead,
        checked + sign * other.checked,
        disagreeing + sign * other.disagreeing,
        spared + sign * other.spared,
        trials + sign * other.trials,
        nanos + sign * other.nanos,
        Math.max(updatedAt, other.updatedAt));
  }
}
