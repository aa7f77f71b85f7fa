/**
 * The operator's questions: which sessions are here, and what became of an event. And two answers: a close, a drain.
 *
 * <ol>
 *   <li>Only a caller with the role {@code admin} is answered; where it is switched on, also whoever is on this machine.
 *   <li>No answer holds a token, a claim or a task. User ids are in them.
 *   <li>A question costs a device nothing: it takes no lock for longer than a look at a few hundred entries.
 *   <li>Each answer is bounded, and speaks of this replica alone.
 * </ol>
 */
package dev.taskcast.admin;
