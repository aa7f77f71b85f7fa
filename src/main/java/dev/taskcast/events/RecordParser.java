package dev.taskcast.events;

import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Parses a record of the topic, in any of the forms that producers write, into an event.
 * <ul>
 *   <li>Plain JSON: {@code {"event_type":"task.updated","user_id":"…","task":{"id":…}}}. It may have {@code user_ids}
 *       or {@code "audience":"all"} in place of {@code user_id}, and a {@code channel}.
 *   <li>A <em>structured</em> CloudEvent 1.0 has the header {@code content-type: application/cloudevents+json} or a
 *       member {@code specversion}. Its {@code data} are an object, or a string that holds JSON (Dapr writes that for a
 *       publisher without a content type), or {@code data_base64}.
 *   <li>A <em>binary</em> CloudEvent 1.0 has the header {@code ce_specversion}.
 *   <li>The control record {@code session.revoke}: a {@code user_id}, and optionally {@code issued_before}.
 * </ul>
 *
 * <p>The data of a CloudEvent are the plain form or the task alone. With the task alone, {@code type} is the event
 * type, and {@code taskcastuser}, or else {@code subject}, is the user. {@code taskcastchannel} is the channel in both
 * cases.
 *
 * <p>If the address stands outside the data, the data are only the task. Users may name the fields of their tasks, and
 * these fields must not address, drop or revoke. {@code taskcastuser} always is such an address. {@code subject} is one
 * unless the data are the plain form, which has an {@code event_type} and, unlike a task, no {@code id}. The parser
 * refuses two addresses in one record.
 *
 * <p>The task is the producer's JSON, character by character. The parser does not read the content type of the data:
 * only the data themselves decide whether they are JSON. The parser skips a byte order mark at the start; text that is
 * not UTF-8 is not JSON.
 *
 * <p>Thread-safe.
 */
public final class RecordParser {
    private static final String REVOKE = "session.revoke";
    private static final String DAPR_DEFAULT_TYPE = "com.dapr.event.sent";
    private static final String CLOUD_EVENTS = "application/cloudevents";
    private static final JsonValue NOTHING = new JsonValue(JsonValue.Kind.OBJECT, "{}", Map.of());
    private static final List<JsonMember> OURS = List.of(JsonMember.TASKCASTUSER, JsonMember.TASKCASTCHANNEL);
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int BYTE_ORDER_MARK_BYTES = 3;

    private final RecordLimits limits;
    private final InstantSource clock;
    private final Duration clockSkew;
    private final JsonParser json;

    /**
     * Creates a parser that refuses records beyond {@code limits}, and revocations more than {@code clockSkew} ahead of
     * {@code clock}.
     */
    public RecordParser(RecordLimits limits, InstantSource clock, Duration clockSkew) {
        this.limits = limits;
        this.clock = clock;
        this.clockSkew = clockSkew;
        this.json = new JsonParser(limits.maxDepth());
    }

    /** Parses {@code record}; the same as {@link #read} without the identity. */
    public Event parse(SourceRecord record) throws UnusableRecordException {
        return read(record).event();
    }

    /** Parses {@code record} into its event and identity. It throws no other exception, for any bytes. */
    public ParsedRecord read(SourceRecord record) throws UnusableRecordException {
        try {
            return parsed(record);
        } catch (UnusableRecordException unusable) {
            throw unusable.of(CloudEventEnvelope.id(record.headers()));
        }
    }

    private ParsedRecord parsed(SourceRecord record) throws UnusableRecordException {
        int length = record.value().length;
        if (length == 0) {
            throw new UnusableRecordException(Reason.EMPTY, "no value");
        }
        if (length > limits.maxBytes()) {
            throw new UnusableRecordException(Reason.TOO_LARGE, "value: too large");
        }
        boolean structured = isStructured(record.headers());
        if (!structured
                && record.headers().last(JsonMember.SPECVERSION.header()).isPresent()) {
            CloudEventEnvelope envelope = CloudEventEnvelope.binary(record.headers());
            Event event = cloudEvent(envelope, Optional.of(object(record.value())), record);
            return new ParsedRecord(event, Optional.of(envelope.identity()), false);
        }
        JsonValue object = object(record.value());
        try {
            return inValue(record, object, structured);
        } catch (UnusableRecordException unusable) {
            throw unusable.of(structured || isCloudEvent(object) ? CloudEventEnvelope.id(object) : Optional.empty());
        }
    }

    private static boolean isCloudEvent(JsonValue object) {
        return object.members().containsKey(JsonMember.SPECVERSION);
    }

    private ParsedRecord inValue(SourceRecord record, JsonValue object, boolean structured)
            throws UnusableRecordException {
        Optional<byte[]> addressee = record.headers().last(JsonMember.TASKCASTUSER.header());
        if (structured || isCloudEvent(object)) {
            CloudEventEnvelope envelope = CloudEventEnvelope.structured(object);
            if (addressee.isPresent() && !addressee.flatMap(StrictText::utf8).equals(envelope.user())) {
                throw new UnusableRecordException(Reason.TWO_ADDRESSES, "taskcastuser: a header names another user");
            }
            Event event = cloudEvent(envelope, data(object), record);
            return new ParsedRecord(event, Optional.of(envelope.identity()), true);
        }
        requireNoAttribute(record.headers());
        Instant time = RecordTime.of(record.timestamp());
        String id = record.partition() + "-" + record.offset();
        return new ParsedRecord(plain(object, id, time, record), Optional.empty(), true);
    }

    /**
     * Refuses a record that has Taskcast's attributes but is not a CloudEvent. If the attributes were ignored, the
     * gateway could deliver another event than the producer meant.
     */
    private static void requireNoAttribute(SourceRecord.Headers headers) throws UnusableRecordException {
        for (JsonMember ours : OURS) {
            if (headers.last(ours.header()).isPresent()) {
                throw new UnusableRecordException(
                        Reason.BAD_ENVELOPE, "ce_specversion: missing, but there is " + ours.header());
            }
        }
    }

    private static boolean isStructured(SourceRecord.Headers headers) throws UnusableRecordException {
        Optional<byte[]> header = headers.last("content-type");
        if (header.isEmpty()) {
            return false;
        }
        String type =
                new String(header.get(), StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
        if (!type.startsWith(CLOUD_EVENTS)) {
            return false;
        }
        String format = type.substring(CLOUD_EVENTS.length()).split(";", 2)[0].strip();
        if (!format.equals("+json")) {
            throw new UnusableRecordException(Reason.BAD_ENVELOPE, "content-type: not application/cloudevents+json");
        }
        return true;
    }

    private Event cloudEvent(CloudEventEnvelope envelope, Optional<JsonValue> data, SourceRecord record)
            throws UnusableRecordException {
        String id = envelope.identity().id();
        Instant time = envelope.time().orElseGet(() -> RecordTime.of(record.timestamp()));
        if (isAddressedInside(envelope, data.orElse(NOTHING))) {
            return inChannel(plain(data.orElseThrow(), id, time, record), envelope.channel());
        }
        if (envelope.type().equals(REVOKE)) {
            return revocation(envelope, new PlainBody(data.orElse(NOTHING)), record);
        }
        return new TaskEvent(type(envelope), user(envelope), task(envelope, data), id, time)
                .inChannel(envelope.channel());
    }

    /** Puts {@code event} into {@code channel}. If its data name a channel too, both must be equal. */
    private static Event inChannel(Event event, String channel) throws UnusableRecordException {
        if (channel.isEmpty() || !(event instanceof TaskEvent update)) {
            return event;
        }
        if (!update.channel().isEmpty() && !update.channel().equals(channel)) {
            throw new UnusableRecordException(Reason.BAD_CHANNEL, "taskcastchannel: another channel is in the data");
        }
        return update.inChannel(channel);
    }

    /** A task always has an {@code id}; in the plain form, the id is inside the task. */
    private static boolean isAddressedInside(CloudEventEnvelope envelope, JsonValue data) {
        boolean couldBeATask = envelope.subject().isPresent() && data.hasId();
        return envelope.user().isEmpty() && !couldBeATask && PlainBody.isPlain(data);
    }

    private Event plain(JsonValue object, String id, Instant time, SourceRecord record) throws UnusableRecordException {
        PlainBody body = new PlainBody(object);
        String type = body.eventType();
        Audience audience = body.audience(json, limits.maxUsers());
        if (type.equals(REVOKE)) {
            return revocation(audience, body, record);
        }
        return new TaskEvent(type, audience, body.task(), id, time).inChannel(body.channel());
    }

    private Revocation revocation(CloudEventEnvelope envelope, PlainBody body, SourceRecord record)
            throws UnusableRecordException {
        if (body.isAddressed() && envelope.user().isPresent()) {
            throw twoAddresses();
        }
        return revocation(body.isAddressed() ? body.audience(json, 1) : user(envelope), body, record);
    }

    private Revocation revocation(Audience audience, PlainBody body, SourceRecord record)
            throws UnusableRecordException {
        if (audience instanceof Audience.Users users && users.ids().size() == 1) {
            Instant now = clock.instant();
            // The producer's clock may be ahead of ours. Tokens that are issued before our clock reaches that time stay
            // valid.
            Instant written = Instant.ofEpochMilli(Math.min(record.timestamp(), now.toEpochMilli()));
            // Token times are whole seconds. A token issued in the same second as this record is a new token.
            Instant otherwise = written.truncatedTo(ChronoUnit.SECONDS);
            return new Revocation(users.ids().get(0), body.issuedBefore(otherwise, now.plus(clockSkew)));
        }
        throw new UnusableRecordException(Reason.NO_ADDRESS, "user_id: session.revoke must name exactly one user");
    }

    private static String type(CloudEventEnvelope envelope) throws UnusableRecordException {
        if (envelope.type().equals(DAPR_DEFAULT_TYPE)) {
            throw new UnusableRecordException(Reason.NO_EVENT_TYPE, "event_type: missing in data");
        }
        return PlainBody.eventType(envelope.type());
    }

    private static Audience.Users user(CloudEventEnvelope envelope) throws UnusableRecordException {
        return PlainBody.oneUser(envelope.user()
                .or(envelope::subject)
                .orElseThrow(() -> new UnusableRecordException(Reason.NO_ADDRESS, "taskcastuser: missing")));
    }

    private static UnusableRecordException twoAddresses() {
        return new UnusableRecordException(Reason.TWO_ADDRESSES, "taskcastuser: another address is in the data");
    }

    private static String task(CloudEventEnvelope envelope, Optional<JsonValue> data) throws UnusableRecordException {
        if (data.isEmpty()) {
            throw new UnusableRecordException(Reason.NO_TASK, "data: missing");
        }
        if (!data.get().hasId()) {
            if (envelope.user().isPresent()
                    && PlainBody.isPlain(data.get())
                    && new PlainBody(data.get()).isAddressed()) {
                throw twoAddresses();
            }
            throw new UnusableRecordException(Reason.NO_TASK, "data: has no id that is a string or a number");
        }
        return data.get().text();
    }

    private Optional<JsonValue> data(JsonValue event) throws UnusableRecordException {
        Optional<JsonValue> data = event.member(JsonMember.DATA);
        Optional<JsonValue> base64 = event.member(JsonMember.DATA_BASE64);
        if (data.isPresent() && base64.isPresent()) {
            throw new UnusableRecordException(Reason.BAD_ENVELOPE, "data: not allowed together with data_base64");
        }
        if (base64.isPresent()) {
            return Optional.of(object(decoded(base64.get())));
        }
        if (data.isPresent() && data.get().kind() == JsonValue.Kind.STRING) {
            String text = data.get().text();
            return Optional.of(json.object(utf8(text), text));
        }
        if (data.isPresent() && data.get().kind() != JsonValue.Kind.OBJECT) {
            throw new UnusableRecordException(Reason.WRONG_TYPE, "data: neither an object nor JSON in a string");
        }
        return data;
    }

    private static byte[] utf8(String text) throws UnusableRecordException {
        if (!Json.isWellFormed(text)) {
            throw new UnusableRecordException(Reason.NOT_JSON, "data: a string has half of a surrogate pair");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] decoded(JsonValue base64) throws UnusableRecordException {
        if (base64.kind() == JsonValue.Kind.STRING) {
            try {
                return Base64.getDecoder().decode(base64.text());
            } catch (IllegalArgumentException notBase64) {
                throw new UnusableRecordException(Reason.BAD_ENVELOPE, "data_base64: not base64");
            }
        }
        throw new UnusableRecordException(Reason.BAD_ENVELOPE, "data_base64: not a string");
    }

    private JsonValue object(byte[] bytes) throws UnusableRecordException {
        String text = StrictText.utf8(bytes).orElseThrow(JsonScanner::notJson);
        return text.startsWith(BYTE_ORDER_MARK)
                ? json.object(Arrays.copyOfRange(bytes, BYTE_ORDER_MARK_BYTES, bytes.length), text.substring(1))
                : json.object(bytes, text);
    }
}
