package dev.taskcast.bench;

/**
 * One value of one round.
 *
 * @param value in the unit of the figure
 * @param usage of the processors meanwhile
 */
record Reading(double value, Usage usage) {}
