/** Random networks: values, gradients and lines, written once for every kind of matrix. */
package onestep.worker.network;
