package onestep.aggregator.figures.plot;

import java.awt.Color;
import java.awt.Shape;

/**
 * What tells curves apart.
 *
 * @param color colour of line and marker
 * @param marker shape of the points, around the origin
 */
record Look(Color color, Shape marker) {}
