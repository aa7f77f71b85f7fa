package dev.taskcast.bench;

/**
 * One value of one round.
 *
 * @param value in the unit of the figure
 * @param usage the use of the processors in that time
 */
record Reading(double value, Usage usage) {}
