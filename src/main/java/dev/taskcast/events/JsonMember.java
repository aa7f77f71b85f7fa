package dev.taskcast.events;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A member of a record's JSON that means something to us; all others are the producer's own. */
enum JsonMember {
    /* plain JSON */
    EVENT_TYPE,
    USER_ID,
    USER_IDS,
    AUDIENCE,
    TASK,
    CHANNEL,
    ISSUED_BEFORE,
    /* CloudEvents: context attributes, two extensions of ours, the data */
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

    /** How many characters the longest name has. */
    static final int LONGEST = "taskcastchannel".length();

    /** By how many characters their names have. */
    private static final List<List<JsonMember>> BY_LENGTH = IntStream.rangeClosed(0, LONGEST)
            .mapToObj(length -> Stream.of(values())
                    .filter(member -> member.json.length() == length)
                    .toList())
            .toList();

    private final String json = name().toLowerCase(Locale.ROOT);
    private final String header = "ce_" + json;

    /** The member whose name is {@code text} from {@code start} to {@code end}; null if it is none of them, which most are. */
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

    /** Whether {@code text} has its name, which is ASCII, at {@code start}. */
    private boolean isAt(byte[] text, int start) {
        for (int i = 0; i < json.length(); i++) {
            if (text[start + i] != json.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Its name in JSON. */
    String json() {
        return json;
    }

    /** The record header that holds it in a binary CloudEvent (Kafka protocol binding §3.2.3). */
    String header() {
        return header;
    }
}
