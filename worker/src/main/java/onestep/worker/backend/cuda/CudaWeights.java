package onestep.worker.backend.cuda;

import onestep.worker.backend.PanelLayout;
import onestep.worker.backend.WeightRows;

/** Rows in panels on a device. */
final class CudaWeights implements WeightRows {

  private final PanelLayout layout;
  private final DeviceBuffer values;

  /** Memory for rows that are still to be drawn. */
  CudaWeights(DeviceMemory memory, PanelLayout layout) {
    this.layout = layout;
    this.values = memory.take(Float.BYTES * layout.numbers());
  }

  PanelLayout layout() {
    return layout;
  }

  DeviceAddress address() {
    return values.address();
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

  @Override
  public void close() {
    values.close();
  }

  @Override
  public String toString() {
    return layout.toString();
  }
}
