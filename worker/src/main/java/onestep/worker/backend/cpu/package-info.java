/**
 * The array operations on the CPU: memory, cache blocking and checks here, inner loops behind
 * {@link onestep.worker.backend.cpu.Kernels} in plain Java or the Vector API.
 */
package onestep.worker.backend.cpu;
