/**
 * The Kafka edge: records in, records out, and the truth about the broker.
 *
 * <ol>
 *   <li>Every replica reads every partition, in no consumer group, from where its log stands.
 *   <li>No record is passed over unseen: what Kafka deleted or lost, what cannot be read, and what a defect of ours keeps from being
 *       taken is tried again, and then resets the clients.
 *   <li>The channel never fails: an exception would end it, so every record is taken, used or not.
 *   <li>However large what a producer wrote is when it is unpacked, a poll keeps a bounded part of it; of records without key and
 *       value the headers count only after a failure, when a poll takes one record.
 *   <li>The thread that reads never waits for a socket.
 * </ol>
 */
package dev.taskcast.kafka;
