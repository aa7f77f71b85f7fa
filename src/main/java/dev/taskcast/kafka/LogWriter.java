package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.log.Gap;
import dev.taskcast.log.TaskLog;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.TopicIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes sure that the log gets every record of the topic, even if the topic is replaced or the broker fails.
 *
 * <p>The log's offsets say what is read next. {@link TopicConsumer} asks for them and hands over the records that
 * follow. {@link TopicWatch} makes this object compare them with the topic's present state. If anything but reading
 * changes the offsets, a new generation begins. Records that were read in another generation are not taken: they may be
 * of a topic that no longer exists.
 *
 * <p>Thread-safe. No thread waits for Kafka while it holds the monitor.
 */
@Singleton
class LogWriter {
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
    private boolean isReplaced;
    private final Tries tries = new Tries();
    private final Doubts doubts = new Doubts();
    private final LowEnds lowEnds = new LowEnds();
    private final FormerTopics former = new FormerTopics();

    /**
     * What to read next.
     *
     * @param generation changes whenever something other than reading moves the offsets
     * @param position the offset of the next record, per partition, and the leader of the last record; empty while the
     *     log's topic is unknown or replaced
     * @param past the end of the past in each partition; empty if the past was read
     */
    record NextRead(int generation, Optional<Cursor> position, long[] past) {}

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
        return new NextRead(generation, isReplaced ? Optional.empty() : log.position(), past.unread());
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

    /**
     * Makes the reader read everything again, from the log's offsets on. Records that were read before are not taken
     * any more.
     */
    synchronized void readAgain() {
        generation++;
    }

    /**
     * Makes the reader read the batch again from this record on. After the last try, the record is skipped and clients
     * are told to reload.
     */
    private void tryAgain(FailedRecord record) {
        if (tries.isLast(record)) {
            losses.failed(record, Tries.MOST);
            log.lost(Map.of(record.partition(), Gap.before(record.offset() + 1)));
        }
        readAgain();
    }

    /**
     * Notes that a reader in the generation {@code readIn} found {@code gaps}, by partition. If the topic was replaced,
     * the watch finds out. Otherwise clients are told to reload.
     */
    synchronized void missing(int readIn, Map<Integer, Gap> gaps) {
        if (readIn == generation) {
            doubts.add(readIn, gaps, log::nextOffset);
        }
    }

    /**
     * Notes that the records that were to be read next cannot be read: they are skipped, and clients are told to
     * reload.
     *
     * @param readable the first offset that can be read, by partition
     */
    synchronized void unreadable(int readIn, Map<Integer, Long> readable) {
        if (readIn == generation && !readable.isEmpty()) {
            Map<Integer, Gap> gaps = new HashMap<>();
            readable.forEach((partition, next) -> {
                losses.unreadable(partition, log.nextOffset(partition), next);
                gaps.put(partition, Gap.before(next));
            });
            log.lost(gaps);
            readAgain();
        }
    }

    /** Notes that Kafka does not answer: the channel is not to blame for unread records. */
    synchronized void interrupted() {
        standstill.excuse();
    }

    /** Compares the log with the topic's present state. */
    void observe(TopicInspector inspector) throws KafkaTrouble {
        long[] readBefore = next();
        TopicInspector.Description found = inspector.describe();
        TopicIdentity identity = TopicIdentity.of(found.id());
        if (former.isOutdated(identity)) {
            return;
        }
        if (log.isOf(identity)) {
            // Kafka never removes a partition: a broker that reports fewer partitions is outdated.
            if (found.partitions() >= readBefore.length) {
                compare(inspector, found, readBefore);
            }
        } else {
            // Records of the new topic that are read now would count as records of the old topic, and would come twice.
            readNothing();
            TopicInspector.Topic topic = inspector.inspect(found);
            if (pastWasRead()) {
                losses.replaced(settings.topic());
                begin(identity, topic.ends(), topic);
            } else {
                begin(identity, inspector.offsetsAt(topic, clock.instant().minus(window.maxAge())), topic);
            }
        }
    }

    private synchronized void readNothing() {
        isReplaced = true;
        readAgain();
    }

    private long[] next() {
        return log.cursor().map(Cursor::next).orElse(new long[0]);
    }

    private synchronized boolean pastWasRead() {
        return past.wasRead();
    }

    /** Begins with a topic that the log does not know yet. Only at the start does the topic's past count. */
    private synchronized void begin(TopicIdentity identity, long[] from, TopicInspector.Topic topic) {
        log.cursor().ifPresent(old -> former.replaced(old.topic(), identity));
        log.open(identity, from);
        isReplaced = false;
        lowEnds.clear();
        standstill.excuse();
        log.observeEnds(topic.ends());
        past.endsAt(topic.ends());
        tries.clear();
        appender.forgetCopies();
        readAgain();
        past.look();
        lag.look(next(), topic, clock.instant());
    }

    private void compare(TopicInspector inspector, TopicInspector.Description found, long[] readBefore)
            throws KafkaTrouble {
        isTheSame();
        TopicInspector.Topic topic;
        try {
            topic = inspector.inspect(found);
        } catch (KafkaTrouble oneLeaderIsMissing) {
            lose(Map.of());
            throw oneLeaderIsMissing;
        }
        compare(topic, readBefore);
    }

    private synchronized void isTheSame() {
        doubts.look(generation);
        if (isReplaced) {
            isReplaced = false;
            readAgain();
        }
    }

    private synchronized void compare(TopicInspector.Topic topic, long[] readBefore) {
        long[] ends = topic.ends();
        lose(lowEnds.look(readBefore, ends, log::nextOffset));
        int known = next().length;
        log.observeEnds(ends);
        if (known < ends.length) {
            readAgain();
        }
        past.cutOff(ends);
        past.look();
        standstill.look(next(), ends, past.unread(), clock.instant());
        lag.look(next(), topic, clock.instant());
    }

    /**
     * Continues after the {@code known} gaps and after those that are certain now. Clients are told to reload, once for
     * all gaps.
     */
    private synchronized void lose(Map<Integer, Gap> known) {
        Map<Integer, Gap> gaps = new HashMap<>(known);
        gaps.putAll(doubts.takeSure(generation, log::nextOffset));
        if (gaps.isEmpty()) {
            return;
        }
        gaps.forEach((partition, gap) -> losses.missing(partition, gap, log.nextOffset(partition)));
        log.lost(gaps);
        tries.clear();
        if (gaps.values().stream().anyMatch(Gap::wasRead)) {
            appender.forgetCopies();
        }
        readAgain();
    }
}
