/**
 * Who is online: what each replica says of its users in a compacted topic, and what all of them have said.
 *
 * <ol>
 *   <li>Every replica gives the same answer, from the topic alone; the answer says as of when it is.
 *   <li>What a replica has said holds until its lease ends. A replica renews its lease by one record, however many users it has.
 *   <li>Each session that is there when something is said, once a second, is told to have begun and to have ended. With it goes how its
 *       user is there now, so that the newest record of a user is the whole truth, and compaction keeps that one.
 *   <li>Nobody is shown offline while a session of its is open, as long as its replica can write: the end of a session is told two
 *       seconds later, and the beginning of one at once.
 *   <li>What a killed replica has left in the topic is removed by another one. One that ends removes it itself.
 *   <li>Clocks of different machines are not compared, but for records that were there before this replica began to read.
 *   <li>The memory for what others have said is bounded; an answer tells when that was too little. For its own users a replica keeps
 *       those who are here: once a record could not be written it reads the topic again, and puts right what is wrong there.
 * </ol>
 *
 * <p>Knows Kafka only as records that the Kafka edge reads and writes.
 */
package dev.taskcast.presence;
