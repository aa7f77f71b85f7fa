/**
 * The log lines that an operator reads.
 * <ol>
 *   <li>Where the server logs JSON, each value in a line is also a field of its own.
 *   <li>A line never holds a token, a claim or a task.
 * </ol>
 *
 * <p>Out of scope: how often a line is written, and where it is stored.
 */
package dev.taskcast.lines;
