/** A slow backend on EJML, in double: the reference that others are tested against. */
package onestep.worker.backend.ejml;
