package dev.taskcast.events;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private static final Map<String, JsonMember> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(member -> member.json, Function.identity()));

    /** How many characters the longest name has. */
    static final int LONGEST = "taskcastchannel".length();

    private final String json = name().toLowerCase(Locale.ROOT);
    private final String header = "ce_" + json;

    /** The member called {@code name}; null if it is none of them, which most are. */
    static JsonMember named(String name) {
        return BY_NAME.get(name);
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
