/** What the commands of several modules share. */
package onestep.contract.cli;
