package onestep.worker.matrix;

import onestep.contract.cell.Footprint;
import onestep.worker.backend.Backend;
import onestep.worker.backend.Block;
import onestep.worker.random.StreamId;

/**
 * A Gaussian matrix of which only the answers to its queries exist, each drawn from its law given
 * all earlier ones.
 *
 * <p>Given W Q_f = Y_f and Wᵀ Q_b = Y_b with orthonormal Q_f, Q_b, the part of W outside both spans
 * is still free Gaussian, so for a unit vector q ⊥ Q_f the answer is W q = (I - Q_b Q_bᵀ) z + Q_b
 * (Y_bᵀ q) with z ~ N(0, σ² I); transposed queries mirror it (Bolthausen 2014; Bayati and Montanari
 * 2011). A query v is written in directions held and new ones, and answered by the same combination
 * of their answers. Once Q_f (or Q_b) spans its space, W is known and nothing more is drawn.
 *
 * <p>Cost of a query with q earlier ones: O((rows + columns) q); memory: (rows + columns) numbers a
 * direction.
 */
public final class ConditionedMatrix implements GaussianMatrix {

  /** Numbers reserved for each direction in its stream. */
  private static final int INDEX_BITS = 40;

  private final Backend backend;
  private final int rows;
  private final int columns;
  private final float deviation;
  private final Pairs forward;
  private final Pairs transposed;

  /**
   * A matrix about which nothing is known.
   *
   * @param forwardStream normals for answers to {@link #multiply}
   * @param transposedStream normals for answers to {@link #multiplyTransposed}
   * @param gain the entries have variance gain / columns
   */
  public ConditionedMatrix(
      Backend backend,
      StreamId forwardStream,
      StreamId transposedStream,
      int rows,
      int columns,
      double gain) {
    this.backend = backend;
    this.rows = rows;
    this.columns = columns;
    this.deviation = (float) Math.sqrt(gain / columns);
    int perBlock = Footprint.directionsPerBlock(rows, columns);
    this.forward = new Pairs(backend, forwardStream, columns, rows, perBlock);
    this.transposed = new Pairs(backend, transposedStream, rows, columns, perBlock);
  }

  /** Directions asked and their answers: W Q = Y, or Wᵀ Q = Y. */
  private static final class Pairs {
    private final StreamId stream;
    private final OrthonormalBasis directions;
    private final Columns answers;

    Pairs(Backend backend, StreamId stream, int questionLength, int answerLength, int perBlock) {
      this.stream = stream;
      this.directions = new OrthonormalBasis(backend, questionLength, perBlock);
      this.answers = new Columns(backend, answerLength, perBlock);
    }

    int size() {
      return answers.size();
    }

    void close() {
      directions.close();
      answers.close();
    }
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public void multiply(Block v, Block out) {
    answer(forward, transposed, v, out);
  }

  @Override
  public void multiplyTransposed(Block b, Block out) {
    answer(transposed, forward, b, out);
  }

  private void answer(Pairs own, Pairs other, Block query, Block out) {
    float[] coefficients = own.directions.coefficients(query);
    drawAnswers(own, other);
    own.answers.combine(coefficients, out);
  }

  /** Draws the answers to the directions that have none yet. */
  private void drawAnswers(Pairs own, Pairs other) {
    int answered = own.size();
    while (own.size() < own.directions.size()) {
      long first = (long) own.size() << INDEX_BITS;
      Block answer = own.answers.append();
      if (other.directions.full()) {
        backend.clear(answer);
      } else {
        backend.normals(own.stream, first, deviation, answer);
      }
    }
    if (other.size() == 0) {
      return;
    }
    if (answered < own.size()) {
      agree(own.directions.columns().vectors(answered), own.answers.vectors(answered), other);
    }
  }

  /** Gives new answers the components along the other side's directions that are already known. */
  private void agree(Block directions, Block answers, Pairs other) {
    double[] known = other.answers.dot(0, directions);
    double[] drawn = other.directions.columns().dot(0, answers);
    float[] correction = new float[known.length];
    for (int i = 0; i < correction.length; i++) {
      correction[i] = (float) (known[i] - drawn[i]);
    }
    other.directions.columns().addScaled(0, correction, answers);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here a component is a chain over the directions held, and their coefficients are rounded
   * too; the constant is for the coefficients' inner products.
   */
  @Override
  public double roundingVariance() {
    return 2 + forward.size() * (1 + 1.0 / 6);
  }

  @Override
  public void close() {
    forward.close();
    transposed.close();
  }
}
