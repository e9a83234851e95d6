/**
 * Proof that what the worker computes has the law of the model: comparisons with exact laws,
 * between the samplers, and with exact computations. Each check is deterministic; the tests run
 * small ones and {@code onestep accept} long ones. Nothing here takes part in an experiment.
 */
package onestep.worker.law;
