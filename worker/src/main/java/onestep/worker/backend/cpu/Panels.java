package onestep.worker.backend.cpu;

import onestep.worker.backend.PanelLayout;
import onestep.worker.backend.WeightRows;
import onestep.worker.random.NormalStream;
import onestep.worker.random.StreamId;

/** Rows in panels, all in one array. */
public final class Panels implements WeightRows {

  private final FloatPool pool;
  private final PanelLayout layout;
  private final int stride;
  private float[] values;

  private Panels(FloatPool pool, PanelLayout layout) {
    this.pool = pool;
    this.layout = layout;
    this.stride = (int) layout.stride();
    this.values = pool.take((int) layout.numbers());
  }

  static Panels draw(FloatPool pool, NormalStream normals, StreamId stream, PanelLayout layout) {
    if (layout.numbers() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          layout.rows()
              + "×"
              + layout.columns()
              + " weights exceed one array; draw fewer rows at a time");
    }
    Panels weights = new Panels(pool, layout);
    normals.fill(stream, layout.firstNumber(), weights.values, 0, weights.values.length);
    return weights;
  }

  @Override
  public int firstRow() {
    return layout.firstRow();
  }

  @Override
  public int rows() {
    return layout.rows();
  }

  @Override
  public int columns() {
    return layout.columns();
  }

  /** Number of panels. */
  public int panels() {
    return layout.panels();
  }

  /** Rows of panel p that exist: 16 but for the last one. */
  public int rowsOf(int panel) {
    return Math.min(PanelLayout.ROWS, layout.rows() - PanelLayout.ROWS * panel);
  }

  /** Offset of entry (row 16 p, column j). */
  public int offset(int panel, int column) {
    return panel * stride + PanelLayout.ROWS * column;
  }

  /** All panels. */
  public float[] values() {
    return values;
  }

  @Override
  public void close() {
    if (values != null) {
      pool.give(values);
      values = null;
    }
  }

  @Override
  public String toString() {
    return layout.toString();
  }
}
