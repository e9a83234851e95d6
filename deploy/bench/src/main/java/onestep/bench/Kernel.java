package onestep.bench;

import onestep.bench.vector.PeakFma;

/**
 * A benchmark of {@link KernelBenchmark}: what one call does, and which limit it is held against.
 */
enum Kernel {
  PEAK(
      "peakFma",
      "fused multiply-adds in registers",
      "GFLOP/s",
      flops(PeakFma.flopsPerRound() * KernelBenchmark.ROUNDS),
      null),
  COPY(
      "copy",
      "copy beyond the caches, bytes read and written",
      "GB/s",
      2e-9 * Float.BYTES * KernelBenchmark.LONG,
      null),
  NORMALS("drawNormals", "standard normals", "M/s", 1e-6 * KernelBenchmark.SHORT, null),
  PRODUCT("product", "W V, 4096×1024 × 100", "GFLOP/s", productFlops(), PEAK),
  TRANSPOSED("transposedProduct", "Wᵀ B, 1024×4096 × 100", "GFLOP/s", productFlops(), PEAK),
  DOTS("dots", "16 inner products of length 32,768", "GFLOP/s", blockFlops(), PEAK),
  ADD_SCALED("addScaled", "sum of 16 vectors of length 32,768", "GFLOP/s", blockFlops(), PEAK),
  RELU_DOT("reluDot", "ReLU and output sum", "M/s", 1e-6 * KernelBenchmark.SHORT, null),
  TANH("tanh", "tanh", "M/s", 1e-6 * KernelBenchmark.SHORT, null);

  private final String method;
  private final String label;
  private final String unit;
  private final double perCall;
  private final Kernel limit;

  Kernel(String method, String label, String unit, double perCall, Kernel limit) {
    this.method = method;
    this.label = label;
    this.unit = unit;
    this.perCall = perCall;
    this.limit = limit;
  }

  /** Its method in {@link KernelBenchmark}. */
  String method() {
    return method;
  }

  String label() {
    return label;
  }

  String unit() {
    return unit;
  }

  /** Units of work of one call. */
  double perCall() {
    return perCall;
  }

  /** The kernel that it cannot be faster than; null if none is known. */
  Kernel limit() {
    return limit;
  }

  private static double flops(long count) {
    return 1e-9 * count;
  }

  private static double productFlops() {
    return 2e-9 * KernelBenchmark.ROWS * KernelBenchmark.COLUMNS * KernelBenchmark.VECTORS;
  }

  private static double blockFlops() {
    return 2e-9 * KernelBenchmark.SHORT * KernelBenchmark.DIRECTIONS;
  }
}
