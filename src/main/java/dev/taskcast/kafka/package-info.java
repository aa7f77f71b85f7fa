/**
 * The Kafka edge: records in, records out, and the truth about the broker.
 *
 * <ol>
 *   <li>Every replica reads every partition, in no consumer group, from where its log stands.
 *   <li>No record is passed over unseen: what Kafka deleted or lost resets the clients.
 *   <li>The channel never fails: an exception would end it for good, so every record is taken, used or not.
 *   <li>The thread that reads never waits for a socket.
 * </ol>
 */
package dev.taskcast.kafka;
