/** The CPU kernels in the Vector API. Loaded by reflection, where the module is present. */
package onestep.worker.backend.cpu.vector;
