/**
 * The conformance kit on the JVM: plays the scenarios of {@code scenarios.json} to a client in any language.
 *
 * <p>It plays the same file as the player of Node, and judges the same way. Of the client of Java it takes {@code Json}
 * only.
 */
package dev.taskcast.kit;
