/** The paper's statements, measured at points of networks. */
package onestep.worker.probe;
