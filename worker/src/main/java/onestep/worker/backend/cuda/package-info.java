/**
 * The array operations on an NVIDIA device, through the CUDA driver API; the kernels are in
 * src/main/cuda. Nothing outside this package knows JCuda.
 */
package onestep.worker.backend.cuda;
