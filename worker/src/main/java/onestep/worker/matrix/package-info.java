/** Random matrices asked only for products: every weight drawn, or none. */
package onestep.worker.matrix;
