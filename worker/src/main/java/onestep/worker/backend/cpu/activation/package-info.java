/**
 * Activations over float arrays, in plain loops that the JIT vectorises: only additions, products,
 * quotients, fused multiply-adds, minima and maxima, so that every JVM and CPU gives the same bits.
 */
package onestep.worker.backend.cpu.activation;
