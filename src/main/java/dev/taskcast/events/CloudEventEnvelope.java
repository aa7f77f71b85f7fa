package dev.taskcast.events;

import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.wire.Names;
import java.time.Instant;
import java.util.Optional;

/**
 * The context attributes of a CloudEvent 1.0 that the gateway reads.
 *
 * <p>The gateway parses them itself. The CloudEvents SDK returns the data as its own object model, which loses the
 * producer's exact characters.
 *
 * @param identity {@code source} and {@code id}
 * @param type {@code type}
 * @param user {@code taskcastuser}, which is an address for any kind of data
 * @param subject {@code subject}, which may be an address or anything else; not read if there is a {@code user}
 * @param channel {@code taskcastchannel}; empty text if there is no channel
 * @param time {@code time}
 */
record CloudEventEnvelope(
        EventIdentity identity,
        String type,
        Optional<String> user,
        Optional<String> subject,
        String channel,
        Optional<Instant> time) {
    private static final int ATTRIBUTE_CHARS = 1024;

    /** Where the attributes come from: the members of a JSON object, or headers. */
    @FunctionalInterface
    private interface Attributes {
        Optional<String> of(JsonMember name) throws UnusableRecordException;
    }

    /** The envelope of a structured event (JSON event format §3). */
    static CloudEventEnvelope structured(JsonValue object) throws UnusableRecordException {
        return read(name -> {
            Optional<JsonValue> value = object.member(name);
            boolean isUser = name == JsonMember.TASKCASTUSER || name == JsonMember.SUBJECT;
            if (isUser && value.isPresent() && value.get().kind() == JsonValue.Kind.NUMBER) {
                return Optional.of(JsonParser.wholeNumber(value.get().text(), name.json()));
            }
            if (value.isPresent() && value.get().kind() != JsonValue.Kind.STRING) {
                throw bad(name, "not a string");
            }
            return value.map(JsonValue::text);
        });
    }

    /** The envelope of a binary event: headers {@code ce_…} in UTF-8 (Kafka protocol binding §3.2.3). */
    static CloudEventEnvelope binary(SourceRecord.Headers headers) throws UnusableRecordException {
        return read(name -> {
            Optional<byte[]> bytes = headers.last(name.header());
            Optional<String> text = bytes.flatMap(StrictText::utf8);
            if (bytes.isPresent() && text.isEmpty()) {
                throw bad(name, "not UTF-8");
            }
            return text;
        });
    }

    /** The id in {@code object}, if it is a valid id; the rest of the event may be invalid. */
    static Optional<String> id(JsonValue object) {
        return object.member(JsonMember.ID)
                .filter(id -> id.kind() == JsonValue.Kind.STRING)
                .map(JsonValue::text)
                .filter(CloudEventEnvelope::isAttribute);
    }

    /** The id in {@code headers}, if it is a valid id; the rest of the event may be invalid. */
    static Optional<String> id(SourceRecord.Headers headers) {
        return headers.last(JsonMember.ID.header()).flatMap(StrictText::utf8).filter(CloudEventEnvelope::isAttribute);
    }

    private static boolean isAttribute(String text) {
        return Names.isName(text, ATTRIBUTE_CHARS);
    }

    private static CloudEventEnvelope read(Attributes attributes) throws UnusableRecordException {
        if (!required(attributes, JsonMember.SPECVERSION).equals("1.0")) {
            throw bad(JsonMember.SPECVERSION, "not 1.0");
        }
        String source = required(attributes, JsonMember.SOURCE);
        String id = required(attributes, JsonMember.ID);
        String type = required(attributes, JsonMember.TYPE);
        Optional<String> user = optional(attributes, JsonMember.TASKCASTUSER);
        Optional<String> subject = user.isPresent() ? Optional.empty() : optional(attributes, JsonMember.SUBJECT);
        String channel = PlainBody.channel(attributes.of(JsonMember.TASKCASTCHANNEL), JsonMember.TASKCASTCHANNEL);
        return new CloudEventEnvelope(new EventIdentity(source, id), type, user, subject, channel, time(attributes));
    }

    private static Optional<Instant> time(Attributes attributes) throws UnusableRecordException {
        Optional<String> text = optional(attributes, JsonMember.TIME);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> time = RecordTime.rfc3339(text.get(), JsonMember.TIME);
        if (time.isEmpty()) {
            throw bad(JsonMember.TIME, "not RFC 3339, or of a year outside 0000 to 9999");
        }
        return time;
    }

    private static String required(Attributes attributes, JsonMember name) throws UnusableRecordException {
        return optional(attributes, name).orElseThrow(() -> bad(name, "missing"));
    }

    private static Optional<String> optional(Attributes attributes, JsonMember name) throws UnusableRecordException {
        Optional<String> text = attributes.of(name);
        if (text.isPresent() && !isAttribute(text.get())) {
            throw bad(name, "blank, too long or with control characters");
        }
        return text;
    }

    private static UnusableRecordException bad(JsonMember name, String what) {
        return new UnusableRecordException(Reason.BAD_ENVELOPE, name.json() + ": " + what);
    }
}
