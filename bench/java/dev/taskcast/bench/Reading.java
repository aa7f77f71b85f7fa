package dev.taskcast.bench;

/**
 * One value of one round.
 *
 * @param value the value in the unit of the figure
 * @param usage the use of the processors meanwhile
 */
record Reading(double value, Usage usage) {}
