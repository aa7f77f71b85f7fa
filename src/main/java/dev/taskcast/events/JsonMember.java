package dev.taskcast.events;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A member of a record's JSON that the gateway reads; all other members are the producer's own. */
enum JsonMember {
    /* plain JSON */
    EVENT_TYPE,
    USER_ID,
    USER_IDS,
    AUDIENCE,
    TASK,
    CHANNEL,
    ISSUED_BEFORE,
    /* CloudEvents: context attributes, two extensions of Taskcast, the data */
    SPECVERSION,
    ID,
    SOURCE,
    TYPE,
    SUBJECT,
    TIME,
    TASKCASTUSER,
    TASKCASTCHANNEL,
    DATA,
    DATA_BASE64;

    /** The length of the longest name, in characters. */
    static final int LONGEST = "taskcastchannel".length();

    /** The members, grouped by the length of their names. */
    private static final List<List<JsonMember>> BY_LENGTH = IntStream.rangeClosed(0, LONGEST)
            .mapToObj(length -> Stream.of(values())
                    .filter(member -> member.json.length() == length)
                    .toList())
            .toList();

    private final String json = name().toLowerCase(Locale.ROOT);
    private final String header = "ce_" + json;

    /**
     * The member whose name is {@code text} from {@code start} to {@code end}; null for any other name, the usual case.
     */
    static JsonMember named(byte[] text, int start, int end) {
        if (end - start > LONGEST) {
            return null;
        }
        for (JsonMember member : BY_LENGTH.get(end - start)) {
            if (member.isAt(text, start)) {
                return member;
            }
        }
        return null;
    }

    /** Whether the member's name, which is ASCII, stands in {@code text} at {@code start}. */
    private boolean isAt(byte[] text, int start) {
        for (int i = 0; i < json.length(); i++) {
            if (text[start + i] != json.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The member's name in JSON. */
    String json() {
        return json;
    }

    /** The record header that holds the member in a binary CloudEvent (Kafka protocol binding §3.2.3). */
    String header() {
        return header;
    }
}
