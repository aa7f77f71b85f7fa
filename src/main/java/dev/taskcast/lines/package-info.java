/**
 * The log lines that an operator reads.
 *
 * <ol>
 *   <li>What a line names is a field of its own where the server logs JSON.
 *   <li>A line never holds a token, a claim or a task.
 * </ol>
 *
 * <p>Out of scope: how often a line comes, and where it goes.
 */
package dev.taskcast.lines;
