package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.kafka.PastReader.Stretch;
import dev.taskcast.log.TaskLog;
import dev.taskcast.wire.TopicIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * Sees to it that no record of the topic is missing in the log, whatever the channel does.
 *
 * <p>{@link #observe} and {@link #fill} run on one thread, {@link TopicWatch}'s; the rest anywhere. While
 * this reads a partition, its continuity is in doubt, so a record that the channel hands over meanwhile
 * either follows directly or waits for its turn on that thread: two sources, one order.
 */
@ApplicationScoped
public class Completeness {
    private static final Logger LOGGER = Logger.getLogger(Completeness.class.getName());

    /** How often a partition is seen to stand still before it is read around the channel. */
    private static final int LOOKS = 2;
    /** The same while the channel hands over records of other partitions, and nothing can be missing in this one. */
    private static final int LOOKS_AT_A_BACKLOG = 5;

    private final KafkaSettings settings;
    private final WindowSettings window;
    private final TaskLog log;
    private final RecordIntake intake;
    private final PastReader past;
    private final InstantSource clock;
    private final Continuity continuity = new Continuity();
    private final Map<Integer, Standing> standing = new HashMap<>();
    private long[] endsTooLow = {};
    private volatile Silence silence = Silence.NONE;
    private volatile boolean channelHandedOver;
    private final AtomicInteger generation = new AtomicInteger();
    private volatile boolean pastWasRead;

    /** A partition that is not read to its end: to where it is, and at how many looks it stood there. */
    private record Standing(long next, int looks) {
        static Standing at(long next, Standing before) {
            return new Standing(next, before != null && before.next == next ? before.looks + 1 : 1);
        }
    }

    /** From when to when records had to be read around the channel, which handed nothing over. */
    private record Silence(Instant since, Instant until) {
        static final Silence NONE = new Silence(Instant.EPOCH, Instant.EPOCH);
    }

    /** For the container's proxy. */
    protected Completeness() {
        this(null, null, null, null, null, null);
    }

    @Inject
    public Completeness(
            KafkaSettings settings,
            WindowSettings window,
            TaskLog log,
            RecordIntake intake,
            PastReader past,
            InstantSource clock) {
        this.settings = settings;
        this.window = window;
        this.log = log;
        this.intake = intake;
        this.past = past;
        this.clock = clock;
    }

    /** For how long records have had to be read around the channel, which hands nothing over. A quiet topic is no sign. */
    Duration channelSilence() {
        Silence seen = silence;
        return Duration.between(seen.since(), seen.until());
    }

    /** Takes this record of the channel, unless something can be missing between the log and it. */
    boolean takeIfNext(ConsumerRecord<?, ?> record) {
        if (!follows(record.partition(), record.offset())) {
            return false;
        }
        take(record);
        return true;
    }

    /** Takes this record of the channel: nothing is missing before it. */
    void take(ConsumerRecord<?, ?> record) {
        intake.take(record);
        silence = Silence.NONE;
        channelHandedOver = true;
    }

    /** Another number whenever records that were handed over, and not taken yet, are no more. */
    int generation() {
        return generation.get();
    }

    void doubt() {
        continuity.doubt();
    }

    private boolean follows(int partition, long offset) {
        if (!pastWasRead) {
            return false;
        }
        if (continuity.isProven(partition)) {
            return true;
        }
        if (offset > log.next(partition)) {
            return false;
        }
        continuity.prove(partition);
        return true;
    }

    /** Reads what is missing before this record; false when it was handed over in another {@code generation}. */
    boolean fill(int partition, long offset, int handedOverIn) throws KafkaTrouble {
        if (!pastWasRead) {
            throw new KafkaTrouble("the past was not read yet");
        }
        if (handedOverIn != generation.get()) {
            return false;
        }
        try {
            read(Map.of(partition, new Stretch(log.next(partition), offset)));
        } catch (OffsetOutOfRangeException gone) {
            lost(partition, offset);
        }
        continuity.prove(partition);
        return true;
    }

    /** Compares the log with the topic as it is now. */
    void observe(TopicInspector inspector) throws KafkaTrouble {
        long[] readBefore = log.next();
        TopicInspector.Topic topic = inspector.inspect();
        TopicIdentity identity = TopicIdentity.of(topic.id());
        if (!log.isOf(identity)) {
            begin(identity, topic, inspector);
            if (readBefore.length > 0) {
                recordsAreGone();
            }
        } else {
            noticeTruncation(readBefore, topic.ends());
        }
        if (!pastWasRead) {
            readPast(topic.ends());
        }
        log.observeEnds(topic.ends());
        readWhatTheChannelLeaves(topic.ends());
    }

    /** A topic that is not logged yet: at the start its past counts, later it has none. */
    private void begin(TopicIdentity identity, TopicInspector.Topic topic, TopicInspector inspector)
            throws KafkaTrouble {
        if (pastWasRead) {
            LOGGER.log(Level.WARNING, "TASKCAST Topic {0} was replaced: every client reloads", settings.topic());
            log.open(identity, topic.ends());
        } else {
            log.open(identity, inspector.offsetsAt(topic, clock.instant().minus(window.maxAge())));
        }
    }

    /**
     * An end before what was read means that the broker has lost records, in an unclean election for instance. A
     * broker that is no leader any more may answer so once; only the second answer counts.
     */
    private void noticeTruncation(long[] readBefore, long[] ends) {
        long[] tooLow = new long[ends.length];
        Arrays.fill(tooLow, -1);
        for (int partition = 0; partition < Math.min(ends.length, readBefore.length); partition++) {
            if (ends[partition] < readBefore[partition]) {
                tooLow[partition] = ends[partition];
                if (partition < endsTooLow.length && endsTooLow[partition] >= 0) {
                    LOGGER.log(
                            Level.WARNING,
                            "TASKCAST Kafka has lost records of partition {0}, which ends at {1,number,#} and was read to {2,number,#}: every client reloads",
                            new Object[] {partition, ends[partition], readBefore[partition]});
                    log.truncated(partition, ends[partition]);
                    recordsAreGone();
                    tooLow[partition] = -1;
                }
            }
        }
        endsTooLow = tooLow;
    }

    private void recordsAreGone() {
        generation.incrementAndGet();
        continuity.doubt();
        intake.forgetCopies();
    }

    /** Goes on where an earlier try was interrupted. */
    private void readPast(long[] ends) throws KafkaTrouble {
        Map<Integer, Stretch> stretches = new HashMap<>();
        for (int partition = 0; partition < ends.length; partition++) {
            stretches.put(partition, new Stretch(log.next(partition), ends[partition]));
        }
        readOrLose(stretches);
        for (int partition = 0; partition < ends.length; partition++) {
            if (log.next(partition) < ends[partition]) {
                throw new KafkaTrouble("records were deleted while the past was read");
            }
        }
        log.caughtUp();
        pastWasRead = true;
        LOGGER.log(
                Level.INFO,
                "TASKCAST The window was read from Kafka: {0} events",
                log.statistics().events());
    }

    /**
     * What stands unread is read here: the channel is stuck, or there is no record. A channel that works through the
     * backlog of other partitions comes to it by itself, and is given more time.
     */
    private void readWhatTheChannelLeaves(long[] ends) throws KafkaTrouble {
        boolean busy = channelHandedOver;
        channelHandedOver = false;
        Map<Integer, Stretch> left = new HashMap<>();
        for (int partition = 0; partition < ends.length; partition++) {
            long next = log.next(partition);
            if (next >= ends[partition]) {
                standing.remove(partition);
                continue;
            }
            Standing now = Standing.at(next, standing.get(partition));
            standing.put(partition, now);
            if (now.looks() >= (busy && continuity.isProven(partition) ? LOOKS_AT_A_BACKLOG : LOOKS)) {
                left.put(partition, new Stretch(next, ends[partition]));
            }
        }
        if (!left.isEmpty()) {
            continuity.doubt();
            int records = readOrLose(left);
            if (records > 0) {
                Instant now = clock.instant();
                silence = new Silence(silence.equals(Silence.NONE) ? now : silence.since(), now);
            }
        }
    }

    /** What Kafka has deleted before it was read cannot be had any more: clients are told to reload. */
    private int readOrLose(Map<Integer, Stretch> stretches) throws KafkaTrouble {
        try {
            return read(stretches);
        } catch (OffsetOutOfRangeException gone) {
            gone.partitions()
                    .forEach(partition -> lost(
                            partition.partition(),
                            stretches.get(partition.partition()).to()));
            return 0;
        }
    }

    private void lost(int partition, long offset) {
        LOGGER.log(Level.WARNING, "TASKCAST Records of partition {0} were deleted before they were read", partition);
        log.lost(partition, offset);
    }

    private int read(Map<Integer, Stretch> stretches) throws KafkaTrouble {
        int[] records = {0};
        past.read(stretches, record -> {
            intake.take(record);
            records[0]++;
        });
        stretches.forEach((partition, stretch) -> log.skip(partition, stretch.to()));
        return records[0];
    }
}
