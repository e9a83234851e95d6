package onestep.worker;

/** What a worker computes with. */
enum BackendChoice {
  /** The cores of this machine. */
  CPU,

  /** An NVIDIA device; without one that can be used the worker does not start. */
  CUDA,

  /** The cores, and a device beside them where one can be used. */
  AUTO
}
