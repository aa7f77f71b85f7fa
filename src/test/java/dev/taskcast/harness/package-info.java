/**
 * Real processes for whoever needs them: the developer's {@code mvn}, the integration tests, and the tests
 * that kill things.
 *
 * <ol>
 *   <li>Whatever is started here ends with the process that started it.
 *   <li>A process is ended by its process id <em>and</em> its start time, never by its name.
 *   <li>Everything listens on the loopback interface only.
 * </ol>
 */
package dev.taskcast.harness;
