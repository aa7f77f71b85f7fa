/**
 * The conformance kit on the JVM: it plays the scenarios of {@code scenarios.json} to a client in any language.
 *
 * <p>It plays the same file as Node's player, and judges in the same way. It uses no code of the Java client.
 */
package dev.taskcast.kit;
