package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.log.TaskLog;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.TopicIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes sure that the log gets every record of the topic, even if the topic is replaced or the broker fails.
 *
 * <p>The log's offsets say what is read next. {@link TopicConsumer} asks for them and hands over the records that
 * follow. {@link TopicWatch} has them compared with the topic's present state. Any change of the offsets that is not
 * reading begins a new generation. Records that were read in another generation are not taken: they may be of a topic
 * that no longer exists.
 *
 * <p>Thread-safe. No thread waits for Kafka while it holds the monitor.
 */
@Singleton
class LogWriter {
    private static final long READ = -1;

    private final KafkaSettings settings;
    private final WindowSettings window;
    private final TaskLog log;
    private final RecordAppender appender;
    private final Losses losses;
    private final TopicLag lag;
    private final InstantSource clock;

    private final Past past;
    private final RecordTimes times = new RecordTimes();
    private final Standstill standstill = new Standstill();
    private int generation;
    private long[] endsTooLow = {};
    private final Tries tries = new Tries();
    private int looks;
    private Doubt doubt = new Doubt(-1, 0, Map.of());

    /** The ends at which reading continues if the doubt still exists at look number {@code look}. */
    private record Doubt(int generation, int look, Map<Integer, Long> ends) {}

    /**
     * What to read next.
     *
     * @param generation changes whenever something other than reading moves the offsets
     * @param cursor the offset of the next record, per partition, and the leader of the last one; empty before the
     *     topic is known
     */
    record NextRead(int generation, Optional<Cursor> cursor) {}

    @Inject
    LogWriter(
            KafkaSettings settings,
            WindowSettings window,
            TaskLog log,
            RecordAppender appender,
            Losses losses,
            TopicLag lag,
            ControlConsumer control,
            InstantSource clock) {
        this.settings = settings;
        this.window = window;
        this.log = log;
        this.appender = appender;
        this.losses = losses;
        this.lag = lag;
        this.clock = clock;
        this.past = new Past(log, control::wasRead);
    }

    /** What to read next. */
    synchronized NextRead nextRead() {
        return new NextRead(generation, log.cursor());
    }

    /** For how long records have waited without being read. A quiet topic does not count. */
    synchronized Duration silence() {
        return standstill.silence();
    }

    /** Takes the records that were just read, unless their generation is over. */
    void take(TopicBatch batch) {
        take(batch, clock.millis(), System.nanoTime());
    }

    private synchronized void take(TopicBatch batch, long now, long nanos) {
        if (batch.generation() != generation) {
            return;
        }
        try {
            if (past.wasRead()) {
                times.read(batch.records(), now);
            }
            appender.take(batch.records());
            times.appended(batch.records().count(), System.nanoTime() - nanos);
            batch.records()
                    .nextOffsets()
                    .forEach((partition, next) -> log.skip(
                            partition.partition(),
                            next.offset(),
                            next.leaderEpoch().orElse(Epochs.UNKNOWN)));
            past.look();
        } catch (FailedRecord record) {
            tryAgain(record);
        }
    }

    /** How long records took until they were in the log. */
    RecordTimes times() {
        return times;
    }

    /** Makes the reader read everything again, from the log's offsets on. */
    synchronized void readAgain() {
        generation++;
    }

    /**
     * Has the batch read again from this record on. After the last try, the record is skipped and clients are told to
     * reload.
     */
    private void tryAgain(FailedRecord record) {
        if (tries.isLast(record)) {
            losses.failed(record, Tries.MOST);
            log.lost(record.partition(), record.offset() + 1);
        }
        readAgain();
    }

    /**
     * Notes that Kafka has deleted the records that were to be read next: clients are told to reload.
     *
     * @param starts the first offset that exists now, by partition
     * @return whether there is a new generation now
     */
    synchronized boolean deleted(int readIn, Map<Integer, Long> starts) {
        if (readIn != generation || starts.isEmpty()) {
            return false;
        }
        starts.forEach((partition, start) -> {
            losses.deleted(partition, log.nextOffset(partition), start);
            log.lost(partition, start);
        });
        generation++;
        return true;
    }

    /**
     * Notes that the records that were to be read next cannot be read: they are skipped, and clients are told to
     * reload.
     *
     * @param readable the first offset that can be read, by partition
     */
    synchronized void unreadable(int readIn, Map<Integer, Long> readable) {
        if (readIn == generation && !readable.isEmpty()) {
            readable.forEach((partition, next) -> {
                losses.unreadable(partition, log.nextOffset(partition), next);
                log.lost(partition, next);
            });
            generation++;
        }
    }

    /**
     * Notes that Kafka has lost records that were read: clients are told to reload.
     *
     * @param ends the first offset that is lost, by partition
     * @return whether there is a new generation now
     */
    synchronized boolean truncated(int readIn, Map<Integer, Long> ends) {
        if (readIn != generation || ends.isEmpty()) {
            return false;
        }
        ends.forEach((partition, end) -> {
            losses.truncated(partition, end, log.nextOffset(partition));
            log.truncated(partition, end);
        });
        recordsAreGone();
        return true;
    }

    /**
     * Notes that the leader does not know the records that were read. If the topic was replaced, the watch finds out.
     * Otherwise, at the second look, everything that was read counts as lost.
     *
     * @param ends the offsets at which reading continues then, by partition
     */
    synchronized void unknown(int readIn, Map<Integer, Long> ends) {
        if (readIn == generation && doubt.generation() != generation) {
            doubt = new Doubt(generation, looks + 2, ends);
        }
    }

    /** Forgets the leaders' epochs with the records: the topic would not know those epochs, at every further try. */
    private void giveUpDoubted() {
        if (doubt.generation() == generation) {
            doubt.ends().forEach((partition, end) -> {
                losses.truncated(partition, end, log.nextOffset(partition));
                log.truncated(partition, 0);
                log.lost(partition, end);
            });
            recordsAreGone();
        }
    }

    /** Notes that Kafka does not answer: the channel is not to blame for unread records. */
    synchronized void interrupted() {
        standstill.excuse();
    }

    /** Compares the log with the topic's present state. */
    void observe(TopicInspector inspector) throws KafkaTrouble {
        long[] readBefore = next();
        TopicInspector.Topic topic = inspector.inspect();
        TopicIdentity identity = TopicIdentity.of(topic.id());
        if (log.isOf(identity)) {
            compare(topic, readBefore);
        } else if (pastWasRead()) {
            losses.replaced(settings.topic());
            begin(identity, topic.ends(), topic);
        } else {
            begin(identity, inspector.offsetsAt(topic, clock.instant().minus(window.maxAge())), topic);
        }
    }

    private long[] next() {
        return log.cursor().map(Cursor::next).orElse(new long[0]);
    }

    private synchronized boolean pastWasRead() {
        return past.wasRead();
    }

    /** Begins with a topic that the log does not know yet. Only at the start does the topic's past count. */
    private synchronized void begin(TopicIdentity identity, long[] from, TopicInspector.Topic topic) {
        log.open(identity, from);
        log.observeEnds(topic.ends());
        past.endsAt(topic.ends());
        recordsAreGone();
        past.look();
        lag.look(next(), topic, clock.instant());
    }

    private synchronized void compare(TopicInspector.Topic topic, long[] readBefore) {
        long[] ends = topic.ends();
        noticeTruncation(readBefore, ends);
        if (++looks >= doubt.look()) {
            giveUpDoubted();
        }
        int known = next().length;
        log.observeEnds(ends);
        if (known < ends.length) {
            generation++;
        }
        past.cutOff(ends);
        past.look();
        standstill.look(next(), ends, clock.instant());
        lag.look(next(), topic, clock.instant());
    }

    /**
     * An end below the offset that was read means that the broker has lost records, for example in an unclean election.
     * A former leader may also give such an answer once, so only the second answer counts.
     */
    private void noticeTruncation(long[] readBefore, long[] ends) {
        long[] tooLow = new long[ends.length];
        Arrays.fill(tooLow, READ);
        Map<Integer, Long> cutOff = new HashMap<>();
        for (int partition = 0; partition < Math.min(ends.length, readBefore.length); partition++) {
            if (ends[partition] < readBefore[partition]) {
                tooLow[partition] = ends[partition];
                if (partition < endsTooLow.length
                        && endsTooLow[partition] >= 0
                        && ends[partition] < log.nextOffset(partition)) {
                    cutOff.put(partition, ends[partition]);
                    tooLow[partition] = READ;
                }
            }
        }
        truncated(generation, cutOff);
        endsTooLow = tooLow;
    }

    private void recordsAreGone() {
        generation++;
        tries.clear();
        appender.forgetCopies();
    }
}
