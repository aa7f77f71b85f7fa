package dev.taskcast.fuzz;

import dev.taskcast.events.Audience;
import dev.taskcast.events.Event;
import dev.taskcast.events.FirstLook;
import dev.taskcast.events.NamedEvent;
import dev.taskcast.events.ParsedRecord;
import dev.taskcast.events.RawJson;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.Revocation;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Fuzzes a record of the topic, in any form. The input is a {@link RecordText}. */
public final class RecordTarget {
    private static final RecordParser PARSER =
            new RecordParser(new RecordLimits(4096, 64, 4), InstantSource.system(), Duration.ofSeconds(10));
    private static final String CURSOR = "AQID";
    /** A detail has only constant words: the name of a member or header, and the fault. */
    private static final Pattern DETAIL = Pattern.compile("[A-Za-z0-9_ :;,./+'-]{1,120}");

    private RecordTarget() {}

    /** Jazzer calls this method. */
    public static void fuzzerTestOneInput(byte[] input) {
        RecordText text = RecordText.of(input);
        SourceRecord record = text.record();
        Optional<ParsedRecord> parsed = parsed(text, record);
        Optional<String> onlyUser =
                FirstLook.onlyUser(record, text.header("key").orElse(new byte[0]));
        if (parsed.isPresent()) {
            Event event = parsed.get().event();
            onlyUser.ifPresent(user -> Claim.that(
                    event instanceof TaskEvent task
                            && task.audience().isJust(user)
                            && parsed.get().identity().isEmpty(),
                    "a first look names a user, but the event is not a plain event of that user"));
            isAsItsValueAlone(parsed.get(), record);
            if (event instanceof TaskEvent task && text.isComparable()) {
                isOf(task, text);
                isSentWhole(parsed.get()
                        .identity()
                        .map(id -> NamedEvent.of(id, task).event())
                        .orElse(task));
            } else if (event instanceof Revocation revocation && text.isComparable()) {
                Claim.that(text.names(revocation.user()), "the record does not have the revoked user");
            }
        }
        isSplit(record.value());
    }

    private static Optional<ParsedRecord> parsed(RecordText text, SourceRecord record) {
        try {
            ParsedRecord parsed = PARSER.read(record);
            Claim.same(PARSER.read(record), parsed, "read twice");
            Claim.that(
                    text.object().isPresent() || !text.isComparable(),
                    "a second reader finds no JSON object in a usable record");
            return Optional.of(parsed);
        } catch (UnusableRecordException unusable) {
            Claim.that(
                    DETAIL.matcher(unusable.getMessage()).matches(), "a detail has content: " + unusable.getMessage());
            Claim.that(
                    unusable.reason() != Reason.NOT_JSON || text.object().isEmpty() || text.mayHoldJsonInside(),
                    "JSON is refused as text that is not JSON");
            return Optional.empty();
        }
    }

    /**
     * Claims that the value alone gives the same event. The gateway parses records of absent users late, from their
     * value.
     */
    private static void isAsItsValueAlone(ParsedRecord parsed, SourceRecord record) {
        if (parsed.isInItsValue()) {
            SourceRecord alone = new SourceRecord(
                    record.partition(), record.offset(), record.timestamp(), record.value(), SourceRecord.Headers.NONE);
            try {
                Claim.same(PARSER.read(alone).event(), parsed.event(), "the event in the value alone");
            } catch (UnusableRecordException unusable) {
                throw new AssertionError("the value alone is unusable: " + unusable.getMessage(), unusable);
            }
        }
    }

    private static void isOf(TaskEvent event, RecordText text) {
        Claim.that(text.holds(event.task()), "the task is not as the producer wrote it");
        Claim.that(
                SecondReader.object(event.task())
                        .filter(task -> task.get("id") instanceof String)
                        .isPresent(),
                "a task is not an object with an id");
        if (event.audience() instanceof Audience.Users users) {
            Claim.that(users.ids().stream().allMatch(text::names), "a user is not in the record");
        } else {
            Claim.that(text.isForAll(), "the record does not address all users");
        }
    }

    private static void isSentWhole(TaskEvent event) {
        Frame frame = ServerFrames.taskUpdate(event.update(), CURSOR);
        Claim.same(frame.cursor(), CURSOR, "cursor");
        Claim.same(
                frame.event(),
                Optional.of(new EventDetails(event.type(), event.id(), event.time())),
                "event of a frame");
        Claim.same(
                SecondReader.object(frame.text()).map(fields -> fields.get("task")),
                SecondReader.object(event.task()),
                "task in a frame");
        Claim.that(SecondReader.object(frame.withoutTask().text()).isPresent(), "a frame without its task is not JSON");
        Claim.same(frame.withCursor("BAUG").cursor(), "BAUG", "another cursor");
        List<String> channel = event.channel().isEmpty() ? List.of() : List.of(event.channel());
        Claim.that(Filter.of(List.of(event.type()), channel).passes(frame), "an event's own filter stops it");
        Claim.that(
                !Filter.of(List.of(), List.of("no such")).passes(frame)
                        || event.channel().equals("no such"),
                "the filter of another channel lets an event pass");
    }

    /** Claims that the pieces of a value are JSON. The gateway splits envelopes around records into pieces. */
    private static void isSplit(byte[] value) {
        try {
            for (byte[] element : RawJson.elements(value, 8)) {
                Claim.that(
                        SecondReader.object("{\"a\":" + new String(element, StandardCharsets.UTF_8) + "}")
                                .isPresent(),
                        "a piece is not JSON");
            }
        } catch (UnusableRecordException unusable) {
            Claim.that(DETAIL.matcher(unusable.getMessage()).matches(), "a detail has content");
        }
    }
}
