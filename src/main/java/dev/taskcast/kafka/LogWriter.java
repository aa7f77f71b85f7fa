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
 * Sees to it that the log has every record of the topic, whatever becomes of the topic and the broker.
 *
 * <p>The log's offsets say what is to be read next. {@link TopicConsumer} asks for them and hands over what follows; {@link
 * TopicWatch} has them compared with the topic as it is. Whenever they are changed by anything but reading there is a new
 * generation, and what was read in another generation is not taken: it may be of a topic that is no more.
 *
 * <p>Safe for use by several threads. Nothing waits for Kafka while it holds the monitor.
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

    /** What counts as lost, if it is still so at a later look. */
    private record Doubt(int generation, int look, Map<Integer, Long> ends) {}

    /**
     * What is to be read next.
     *
     * @param generation it is another one whenever something else than reading has moved the offsets
     * @param cursor the offset of the next record, per partition, and the leader of the last one; empty before the topic is
     *     known
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

    /** What is to be read next. */
    synchronized NextRead nextRead() {
        return new NextRead(generation, log.cursor());
    }

    /** For how long records have been there that nobody hands over. A quiet topic is no sign. */
    synchronized Duration silence() {
        return standstill.silence();
    }

    /** Takes what was read just now, unless its generation is over. */
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

    /** Has everything read again from where the log stands. */
    synchronized void readAgain() {
        generation++;
    }

    /** The rest of the batch is read again, from this record on; after the last try without it, and clients are told to reload. */
    private void tryAgain(FailedRecord record) {
        if (tries.isLast(record)) {
            losses.failed(record, Tries.MOST);
            log.lost(record.partition(), record.offset() + 1);
        }
        readAgain();
    }

    /**
     * Says that Kafka has deleted what was to be read next: clients are told to reload.
     *
     * @param starts the first offset that there is now, by partition
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
     * Says that what was to be read next cannot be read: it is passed over, and clients are told to reload.
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
     * Says that Kafka has lost what was read: clients are told to reload.
     *
     * @param ends the offset from which on it is lost, by partition
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
     * Says that the leader knows nothing of what was read. If it is of another topic the watch will find that out; if not, at the
     * second look all of it is lost.
     *
     * @param ends where reading goes on then, by partition
     */
    synchronized void unknown(int readIn, Map<Integer, Long> ends) {
        if (readIn == generation && doubt.generation() != generation) {
            doubt = new Doubt(generation, looks + 2, ends);
        }
    }

    /** Of what was read no leader is known any more: its epoch would be one that the topic does not know, time and again. */
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

    /** Says that Kafka does not answer: what stands unread is not the channel's fault. */
    synchronized void interrupted() {
        standstill.excuse();
    }

    /** Compares the log with the topic as it is now. */
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

    /** A topic that is not logged yet: at the start its past counts, later it has none. */
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
     * An end before what was read means that the broker has lost records, in an unclean election for instance. A
     * broker that is no leader any more may answer so once; only the second answer counts.
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
