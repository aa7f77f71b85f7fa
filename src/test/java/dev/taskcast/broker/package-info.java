/**
 * A real Kafka broker from Kafka's own artifacts, in its own JVM.
 * <ol>
 *   <li>One node, KRaft, on the loopback interface; its data stay in the folder that it is given.
 *   <li>It ends with the process that started it, however that process ends.
 * </ol>
 */
package dev.taskcast.broker;
