/** What is known about random networks without sampling one: limits and exact laws. */
package onestep.contract.theory;
