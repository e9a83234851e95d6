/** What needs the Vector API. */
package onestep.bench.vector;
