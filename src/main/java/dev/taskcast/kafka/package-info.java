/**
 * The Kafka edge: records in, records out, and the truth about the broker.
 *
 * <ol>
 *   <li>Every replica reads every partition, in a consumer group of its own.
 *   <li>The channel never fails: an exception would end it for good, so every record ends in an
 *       acknowledgement, used or not.
 *   <li>The thread that reads never waits for a socket.
 * </ol>
 */
package dev.taskcast.kafka;
