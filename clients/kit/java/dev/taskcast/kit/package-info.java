/**
 * The conformance kit on the JVM: plays the scenarios of {@code scenarios.json} to a client in any language.
 *
 * <p>It plays the same file as the player of Node, and judges the same way. It takes nothing of the client of Java.
 */
package dev.taskcast.kit;
