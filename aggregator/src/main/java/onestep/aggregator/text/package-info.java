/** Texts of numbers, shared by files, tables and figures. */
package onestep.aggregator.text;
