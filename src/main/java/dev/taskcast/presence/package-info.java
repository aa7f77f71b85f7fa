/**
 * Who is online: what each replica says of its users in a compacted topic, and what all of them have said.
 *
 * <ol>
 *   <li>Every replica gives the same answer, from the topic alone; the answer says as of when it is.
 *   <li>What a replica has said holds until its lease ends. A replica renews its lease by one record, however many users it has.
 *   <li>Of a user there is at most one record a replica and second, however often devices come and go.
 *   <li>Nobody is shown offline while a session of its is open, as long as its replica can write: the end of a session is told two
 *       seconds later, and the beginning of one at once.
 *   <li>What a replica that ended has left in the topic is removed by another one.
 *   <li>The memory for what others have said is bounded; an answer tells when that was too little.
 * </ol>
 *
 * <p>Knows Kafka only as records that the Kafka edge reads and writes.
 */
package dev.taskcast.presence;
