/**
 * Who is online: each replica reports its users in a compacted topic, and reads the reports of all.
 * <ol>
 *   <li>Every replica gives the same answer, from the topic alone; the answer names the time for which it is true.
 *   <li>A replica's records are valid until its lease ends. It renews the lease with one record, for any number of
 *       users.
 *   <li>Once a second, a replica reports which sessions have begun and which have ended. A session that lived between
 *       two reports may be missing. Each report has the user's current state. So the newest record of a user is
 *       complete, and compaction keeps that record.
 *   <li>A user with an open session is never shown offline, as long as its replica can write. The next report names
 *       each session that has begun. The end of a user's last session is reported two seconds later.
 *   <li>Another replica removes the records that a killed replica left. A replica that shuts down removes its own.
 *   <li>Clocks of different machines are compared only for records from before this replica began to read.
 *   <li>The memory for other replicas' records is bounded; an answer tells when it was too small. A replica keeps its
 *       own present users. After a failed write it reads the topic again, and corrects what is wrong there.
 * </ol>
 *
 * <p>This package knows Kafka only as records that the Kafka edge reads and writes.
 */
package dev.taskcast.presence;
