/**
 * Answers the operator's questions: which sessions are here, and what happened to an event. It also closes sessions and
 * drains the replica.
 * <ol>
 *   <li>Only a caller with the role {@code admin} is answered. If a setting allows it, a caller on this machine is
 *       answered too.
 *   <li>No answer contains a token, a claim or a task. Answers contain user ids.
 *   <li>A question does not delay devices: it takes no lock for longer than a look at a few hundred entries.
 *   <li>Each answer is bounded, and is about this replica alone.
 * </ol>
 */
package dev.taskcast.admin;
