package dev.taskcast.log;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A topic in memory, and logs that read it, each in its own order of partitions. Events without a reader are kept
 * unread.
 */
final class Replicas implements InstantSource {
    static final TopicIdentity TOPIC = TopicIdentity.of("a topic");
    private static final Pattern NUMBER = Pattern.compile("\"task\":\\{\"id\":(\\d+)");
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]*)\"}$");

    private final List<List<TaskEvent>> partitions = new ArrayList<>();
    private final Map<TaskLog, long[]> read = new HashMap<>();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private int number;

    Replicas(int partitionCount) {
        for (int partition = 0; partition < partitionCount; partition++) {
            partitions.add(new ArrayList<>());
        }
    }

    TaskLog start(long maxBytes) {
        TaskLog log = new TaskLog(new WindowSettings(maxBytes, Duration.ofMinutes(15)), this);
        log.readUnreadBy(this::readLate);
        log.open(TOPIC, new long[partitions.size()]);
        log.caughtUp();
        read.put(log, new long[partitions.size()]);
        return log;
    }

    /** Writes the next event; returns its number, which counts from 1. */
    int write(int partition, Audience audience) {
        partitions.get(partition).add(new TaskEvent("task.updated", audience, "{\"id\":" + ++number + "}", "i", now));
        return number;
    }

    /** Writes {@code event}; its task becomes the next number. */
    int write(int partition, TaskEvent event) {
        String task = "{\"id\":" + ++number + "}";
        partitions
                .get(partition)
                .add(new TaskEvent(event.type(), event.audience(), task, event.id(), "", event.channel(), now));
        return number;
    }

    int write(int partition, String user) {
        return write(partition, new Audience.Users(List.of(user)));
    }

    /** Lets {@code log} read the next record of {@code partition}; returns false if there is no record. */
    boolean read(TaskLog log, int partition) {
        long[] next = read.get(log);
        if (next[partition] >= partitions.get(partition).size()) {
            return false;
        }
        long offset = next[partition]++;
        SourceRecord record = record(partition, offset);
        TaskEvent event = partitions.get(partition).get((int) offset);
        if (!log.appendUnread(record, event.audience())) {
            log.append(record, event);
        }
        return true;
    }

    Optional<TaskEvent> readLate(SourceRecord record, List<String> users) {
        TaskEvent event = partitions.get(record.partition()).get((int) record.offset());
        return Optional.of(event).filter(its -> its.audience().equals(new Audience.Users(users)));
    }

    void readAll(TaskLog log) {
        for (int partition = 0; partition < partitions.size(); partition++) {
            while (read(log, partition)) {
                // until nothing is left
            }
        }
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    SourceRecord record(int partition, long offset) {
        return new SourceRecord(partition, offset, now.toEpochMilli(), new byte[0], SourceRecord.Headers.NONE);
    }

    /** An entry whose content has {@code bytes} bytes. */
    static NewEntry entry(long sequence, int bytes, List<Feed> feeds) {
        SourceRecord record = new SourceRecord(0, sequence, 0, new byte[bytes], SourceRecord.Headers.NONE);
        return NewEntry.unread(sequence, record, 0, feeds);
    }

    /** Everything that {@code reader} has now. */
    static List<String> drain(LogReader reader) {
        List<String> frames = new ArrayList<>();
        while (reader.hasNext()) {
            reader.next().ifPresent(next -> frames.add(next.frame().text()));
        }
        return frames;
    }

    static List<Integer> numbers(List<String> frames) {
        return frames.stream().map(Replicas::number).flatMap(Optional::stream).toList();
    }

    static Optional<Integer> number(String frame) {
        Matcher matcher = NUMBER.matcher(frame);
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** Wakes no reader, because the test asks the reader itself. */
    static void nobody() {}

    /** The reason of {@code beginning}, if it is a reset. */
    static Optional<ResetReason> reason(Beginning beginning) {
        return beginning instanceof Beginning.Reset reset ? Optional.of(reset.reason()) : Optional.empty();
    }

    static Cursor cursor(String text) {
        return Cursor.parse(text).orElseThrow();
    }

    static String cursorIn(String frame) {
        Matcher matcher = CURSOR.matcher(frame);
        if (!matcher.find()) {
            throw new AssertionError("No cursor in " + frame);
        }
        return matcher.group(1);
    }
}
