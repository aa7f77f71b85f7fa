package dev.taskcast.bench;

/**
 * One value of one round.
 *
 * @param value in the unit of the figure
 * @param busy the share of its core that the server used meanwhile, 0 to 1: well under 1, something else was the limit
 * @param wrong deliveries that were lost, repeated, out of order or for somebody else
 */
record Reading(double value, double busy, long wrong) {}
