package dev.taskcast.telemetry;

import dev.taskcast.events.RawJson;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.StrictText;
import dev.taskcast.events.UnusableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Where a record may name its trace: its headers, the attributes of a binary CloudEvent, or those of a structured
 * CloudEvent (CloudEvents, Distributed Tracing extension). Each place is read only if the one before names no valid
 * trace.
 */
final class RecordContext {
    static final String PARENT = "traceparent";
    static final String STATE = "tracestate";

    private static final String IN_KAFKA = "ce_";
    private static final String SPECVERSION = "specversion";
    private static final byte[] MEMBER = "\"traceparent\"".getBytes(StandardCharsets.US_ASCII);

    private RecordContext() {}

    /** The first result that {@code reader} finds in these places. */
    static <T> Optional<T> first(SourceRecord record, Function<Map<String, String>, Optional<T>> reader) {
        return reader.apply(headers(record, ""))
                .or(() -> reader.apply(headers(record, IN_KAFKA)))
                .or(() -> reader.apply(members(record.value())));
    }

    private static Map<String, String> headers(SourceRecord record, String prefix) {
        Map<String, String> found = new HashMap<>();
        for (String name : List.of(PARENT, STATE)) {
            record.headers().last(prefix + name).flatMap(StrictText::utf8).ifPresent(text -> found.put(name, text));
        }
        return found;
    }

    private static Map<String, String> members(byte[] value) {
        Map<String, String> found = new HashMap<>();
        if (!contains(value, MEMBER)) {
            return found;
        }
        try {
            Map<String, String> members = RawJson.members(value, Set.of(SPECVERSION, PARENT, STATE));
            if (members.containsKey(SPECVERSION)) {
                for (String name : List.of(PARENT, STATE)) {
                    RawJson.string(members.getOrDefault(name, "null")).ifPresent(text -> found.put(name, text));
                }
            }
        } catch (UnusableRecordException noEvent) {
            return Map.of();
        }
        return found;
    }

    private static boolean contains(byte[] text, byte[] part) {
        for (int start = 0; start <= text.length - part.length; start++) {
            int length = 0;
            while (length < part.length && text[start + length] == part[length]) {
                length++;
            }
            if (length == part.length) {
                return true;
            }
        }
        return false;
    }
}
