/**
 * A real Kafka broker from Kafka's own artifacts, in a JVM of its own.
 *
 * <ol>
 *   <li>One node, KRaft, on the loopback interface; its data stay in the folder that it is given.
 *   <li>It ends with the process that started it, however that one ends.
 * </ol>
 */
package dev.taskcast.broker;
