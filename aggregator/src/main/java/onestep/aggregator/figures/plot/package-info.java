/**
 * Draws panels of curves and writes them as SVG, PNG and PDF. Sizes are in points of 1/72 inch.
 * Knows nothing of cells and of files.
 */
package onestep.aggregator.figures.plot;
