/**
 * The Kafka edge: it reads and writes records, and knows the state of the broker.
 * <ol>
 *   <li>Every replica reads every partition from its log's offsets on, in no consumer group.
 *   <li>No record is skipped unnoticed. If Kafka deleted or lost a record, the clients are reset. If a record cannot be
 *       read, or a defect keeps it out of the log, it is tried again. After the last try the clients are reset too.
 *   <li>The channel never fails, since an exception would end it. So every record is taken, usable or not.
 *   <li>A poll keeps a bounded part of decompressed records, however large they are. The headers of records without key
 *       and value count only after a failure, when a poll takes one record.
 *   <li>The reading thread never waits for a socket.
 * </ol>
 */
package dev.taskcast.kafka;
