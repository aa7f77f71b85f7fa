/**
 * The targets of fuzzing. Each target takes any bytes, and throws an error if a guarantee does not hold for them.
 *
 * <p>{@code fuzz/run} gives the targets to Jazzer, which invents bytes. {@code SeedsTest} gives them the bytes in
 * {@code fuzz/seeds} in every build. No class here depends on Jazzer, because Jazzer finds a target by the name of its
 * method.
 */
package dev.taskcast.fuzz;
