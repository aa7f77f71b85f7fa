package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A topic of one partition in memory. It can be cut off and replaced. */
final class FakeTopic extends TopicInspector {
    static final KafkaSettings SETTINGS =
            settings().with("taskcast.kafka.remembered-events", 1_000).kafka();

    static final WindowSettings WINDOW = settings().window();

    /** The epoch of its leader. */
    static final int EPOCH = 4;

    static final TopicPartition PARTITION = new TopicPartition(SETTINGS.topic(), 0);

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private String id = "first";
    private Optional<String> told = Optional.empty();
    private Runnable meanwhile = () -> {};
    private boolean leaderless;
    private int answered = -1;
    private boolean grown;
    private int uncommitted;
    private Optional<String> trouble = Optional.empty();
    private Optional<BrokerFault> fault = Optional.empty();
    private boolean refuses;
    private boolean defective;
    private int looks;
    private boolean closed;

    FakeTopic() {
        super(null, SETTINGS.topic(), SETTINGS.watchTimeout(), new BrokerProbe(List.of(), false, Clock.systemUTC()));
    }

    /** How often it was looked at. */
    int looks() {
        return looks;
    }

    /** From now on no broker answers, because of {@code why}. */
    void isSilent(BrokerFault why) {
        fault = Optional.of(why);
    }

    /** From now on requests are refused for {@code reason}. */
    void refuses(String reason) {
        isInTrouble(reason);
        refuses = true;
    }

    /** Adds a CloudEvent with this {@code name} for {@code ada}. */
    ConsumerRecord<byte[], byte[]> publish(String name) {
        String event = "{\"specversion\":\"1.0\",\"id\":\"" + name + "\",\"source\":\"test\",\"type\":\"task.updated\","
                + "\"subject\":\"ada\",\"data\":{\"id\":\"" + name + "\"}}";
        ConsumerRecord<byte[], byte[]> record =
                record(records.size(), event.getBytes(StandardCharsets.UTF_8), new RecordHeaders());
        records.add(record);
        return record;
    }

    /** Makes reading the record at {@code offset} fail, this number of {@code times}. */
    void fails(int offset, int times) {
        failures.set(0);
        records.set(offset, record(offset, records.get(offset).value(), new RecordHeaders() {
            @Override
            public Header lastHeader(String key) {
                if (failures.get() < times) {
                    failures.incrementAndGet();
                    throw new IllegalStateException("A defect");
                }
                return super.lastHeader(key);
            }
        }));
    }

    /** The first record of {@code partition}; reading it fails. */
    static ConsumerRecord<byte[], byte[]> failing(int partition) {
        return record(partition, 0, new byte[1], new RecordHeaders() {
            @Override
            public Header lastHeader(String key) {
                throw new IllegalStateException("A defect");
            }
        });
    }

    /** How often reading failed. */
    int failures() {
        return failures.get();
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value, Headers headers) {
        return record(0, offset, value, headers);
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                SETTINGS.topic(),
                partition,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                value,
                headers,
                Optional.of(EPOCH));
    }

    /** Loses all records from {@code end} on. */
    void cutOff(int end) {
        records.subList(end, records.size()).clear();
    }

    /** Deletes the topic and creates it again. */
    void replace() {
        records.clear();
        id += " again";
    }

    /** Adds a partition, which stays empty. */
    void grow() {
        grown = true;
    }

    /** Answers {@code end} as the end, without regard to its records. */
    void answers(int end) {
        answered = end;
    }

    /** Adds {@code more} records behind the end, of an open transaction. */
    void holdsBack(int more) {
        uncommitted = more;
    }

    /** From now on an outdated broker describes the topic as it was when it had this {@code id} and one partition. */
    void isToldOfAs(String outdated) {
        told = Optional.of(outdated);
    }

    /** Runs {@code done} after the ends were looked up, before the caller knows them. */
    void meanwhile(Runnable done) {
        meanwhile = done;
    }

    /** Makes a partition lose its leader, so that its end is unknown. */
    void isLeaderless() {
        leaderless = true;
    }

    void answersTruly() {
        answered = -1;
        told = Optional.empty();
        leaderless = false;
        trouble = Optional.empty();
        defective = false;
    }

    /** Makes Kafka's answers about the topic fail, for this {@code reason}. */
    void isInTrouble(String reason) {
        trouble = Optional.of(reason);
    }

    /** Makes each question about the topic meet a defect. */
    void isDefective() {
        defective = true;
    }

    /** Whether the inspector was closed. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    Description describe() throws KafkaTrouble {
        looks++;
        if (defective) {
            throw new IllegalStateException("A defect");
        }
        if (fault.isPresent()) {
            throw new KafkaTrouble(fault.get());
        }
        if (trouble.isPresent()) {
            throw new KafkaTrouble(trouble.get(), refuses);
        }
        return new Description(told.orElse(id), grown && told.isEmpty() ? 2 : 1);
    }

    @Override
    Topic inspect(Description described) throws KafkaTrouble {
        if (leaderless) {
            throw new KafkaTrouble("no broker answers within PT5S");
        }
        long end = answered < 0 ? records.size() : answered;
        meanwhile.run();
        long[] ends = Arrays.copyOf(new long[] {end}, described.partitions());
        long[] highWatermarks = Arrays.copyOf(new long[] {end + uncommitted}, described.partitions());
        return new Topic(described.id(), ends, highWatermarks);
    }

    @Override
    long[] offsetsAt(Topic topic, Instant time) {
        return new long[1];
    }

    @Override
    String cleanupPolicy() {
        return "compact";
    }

    /** The records that a reader of {@code next} gets: at most {@code most}. */
    TopicBatch after(LogWriter.NextRead next, int most) {
        int from = (int) next.position().orElseThrow().next(0);
        List<ConsumerRecord<byte[], byte[]>> read =
                records.stream().skip(from).limit(most).toList();
        return new TopicBatch(
                next.generation(),
                new ConsumerRecords<>(
                        Map.of(PARTITION, read), Map.of(PARTITION, new OffsetAndMetadata(from + read.size()))));
    }
}
