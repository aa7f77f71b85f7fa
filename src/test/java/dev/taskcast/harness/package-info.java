/**
 * Real processes for the developer's {@code mvn}, the integration tests, and the tests that kill processes.
 * <ol>
 *   <li>A process that is started here ends with the process that started it.
 *   <li>A process is ended by its process id <em>and</em> its start time, never by its name.
 *   <li>Every process listens on the loopback interface only.
 * </ol>
 */
package dev.taskcast.harness;
