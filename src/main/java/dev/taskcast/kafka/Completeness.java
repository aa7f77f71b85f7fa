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
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
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

    private final KafkaSettings settings;
    private final WindowSettings window;
    private final TaskLog log;
    private final RecordIntake intake;
    private final PastReader past;
    private final InstantSource clock;
    private final Continuity continuity = new Continuity();
    private final Map<Integer, Long> waiting = new HashMap<>();
    private volatile Instant channelSilentSince = Instant.MAX;
    private volatile boolean pastWasRead;

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

    /** For how long records have had to be read around the channel, which hands nothing over. */
    Duration channelSilence() {
        Duration silence = Duration.between(channelSilentSince, clock.instant());
        return silence.isNegative() ? Duration.ZERO : silence;
    }

    void channelIsAlive() {
        channelSilentSince = Instant.MAX;
    }

    void doubt() {
        continuity.doubt();
    }

    /** Whether nothing can be missing between the log and this record. */
    boolean follows(int partition, long offset) {
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

    /** Reads what is missing before this record. */
    void fill(int partition, long offset) throws KafkaTrouble {
        if (!pastWasRead) {
            throw new KafkaTrouble("the past was not read yet");
        }
        try {
            read(Map.of(partition, new Stretch(log.next(partition), offset)));
        } catch (OffsetOutOfRangeException gone) {
            lost(partition, offset);
        }
        continuity.prove(partition);
    }

    /** Compares the log with the topic as it is now. */
    void observe(TopicInspector inspector) throws KafkaTrouble {
        TopicInspector.Topic topic = inspector.inspect();
        TopicIdentity identity = TopicIdentity.of(topic.id());
        if (!pastWasRead) {
            log.open(identity, inspector.offsetsAt(topic, clock.instant().minus(window.maxAge())));
            readPast(topic.ends());
        } else if (!log.isOf(identity)) {
            LOGGER.log(Level.WARNING, "TASKCAST Topic {0} was replaced: every client reloads", settings.topic());
            continuity.doubt();
            log.open(identity, topic.ends());
        }
        log.observeEnds(topic.ends());
        readWhatTheChannelLeaves(topic.ends());
    }

    private void readPast(long[] ends) throws KafkaTrouble {
        Map<Integer, Stretch> stretches = new HashMap<>();
        for (int partition = 0; partition < ends.length; partition++) {
            stretches.put(partition, new Stretch(log.next(partition), ends[partition]));
        }
        read(stretches);
        log.caughtUp();
        pastWasRead = true;
        LOGGER.log(
                Level.INFO,
                "TASKCAST The window was read from Kafka: {0} events",
                log.statistics().events());
    }

    /** What stood unread at the last look and still does, is read here: the channel is stuck, or it holds no record. */
    private void readWhatTheChannelLeaves(long[] ends) throws KafkaTrouble {
        Map<Integer, Stretch> left = new HashMap<>();
        for (int partition = 0; partition < ends.length; partition++) {
            long next = log.next(partition);
            if (next >= ends[partition]) {
                waiting.remove(partition);
            } else if (Long.valueOf(next).equals(waiting.put(partition, next))) {
                left.put(partition, new Stretch(next, ends[partition]));
            }
        }
        if (!left.isEmpty()) {
            continuity.doubt();
            int records = readOrLose(left);
            if (records > 0 && channelSilentSince.equals(Instant.MAX)) {
                channelSilentSince = clock.instant();
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
