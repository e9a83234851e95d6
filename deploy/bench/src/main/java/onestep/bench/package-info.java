/** Rates of kernels and of whole trials, beside the machine's limits and beside PyTorch. */
package onestep.bench;
