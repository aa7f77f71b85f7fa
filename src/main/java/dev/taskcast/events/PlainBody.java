package dev.taskcast.events;

import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.wire.Names;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The plain JSON form: {@code {"event_type":"…","user_id":"…","task":{…}}}, alone or as the data of a CloudEvent.
 *
 * <p>The form has exactly one address: {@code user_id}, or {@code user_ids}, or {@code "audience":"all"}. The parser
 * refuses two addresses, because a guess could deliver an event to the wrong people.
 */
final class PlainBody {
    private static final int EVENT_TYPE_CHARS = 128;
    private static final int CHANNEL_CHARS = 256;
    private static final int NUMBER_CHARS = 24;

    private final JsonValue object;

    PlainBody(JsonValue object) {
        this.object = object;
    }

    /** Whether {@code object} has an {@code event_type}, as this form does. A task may have such a field too. */
    static boolean isPlain(JsonValue object) {
        return object.member(JsonMember.EVENT_TYPE).isPresent();
    }

    String eventType() throws UnusableRecordException {
        Optional<String> type = string(JsonMember.EVENT_TYPE);
        return eventType(
                type.orElseThrow(() -> new UnusableRecordException(Reason.NO_EVENT_TYPE, "event_type: missing")));
    }

    /** Returns {@code type}, if it is a dotted name of at most 128 characters. */
    static String eventType(String type) throws UnusableRecordException {
        if (!Names.isDotted(type, EVENT_TYPE_CHARS)) {
            throw new UnusableRecordException(Reason.NO_EVENT_TYPE, "event_type: not a dotted name");
        }
        return type;
    }

    boolean isAddressed() {
        return Stream.of(JsonMember.USER_ID, JsonMember.USER_IDS, JsonMember.AUDIENCE)
                .anyMatch(member -> object.member(member).isPresent());
    }

    Audience audience(JsonParser json, int maxUsers) throws UnusableRecordException {
        Optional<String> one = userId();
        Optional<String> audience = string(JsonMember.AUDIENCE);
        Optional<JsonValue> several = object.member(JsonMember.USER_IDS);
        int addresses = count(one) + count(several) + count(audience);
        if (addresses > 1) {
            throw new UnusableRecordException(Reason.TWO_ADDRESSES, "user_id: more than one kind of address");
        }
        if (addresses == 0) {
            throw new UnusableRecordException(Reason.NO_ADDRESS, "user_id: missing");
        }
        if (one.isPresent()) {
            return oneUser(one.get());
        }
        return several.isPresent() ? users(several.get(), json, maxUsers) : everyone(audience.orElseThrow());
    }

    private static int count(Optional<?> address) {
        return address.isPresent() ? 1 : 0;
    }

    /**
     * The audience of the user {@code id}, if the id is not blank, has no control character and at most 256 characters.
     */
    static Audience.Users oneUser(String id) throws UnusableRecordException {
        return new Audience.Users(List.of(user(id)));
    }

    private static String user(String id) throws UnusableRecordException {
        if (!Audience.isUser(id)) {
            throw new UnusableRecordException(Reason.NO_ADDRESS, "user_id: blank, too long or with control characters");
        }
        return id;
    }

    private static Audience users(JsonValue value, JsonParser json, int max) throws UnusableRecordException {
        if (value.kind() != JsonValue.Kind.ARRAY) {
            throw new UnusableRecordException(Reason.WRONG_TYPE, "user_ids: not an array");
        }
        List<String> users = new ArrayList<>();
        for (String id : json.strings(value, max)) {
            users.add(user(id));
        }
        if (users.isEmpty()) {
            throw new UnusableRecordException(Reason.NO_ADDRESS, "user_ids: empty");
        }
        return new Audience.Users(users);
    }

    private static Audience everyone(String audience) throws UnusableRecordException {
        if (!audience.equals("all")) {
            throw new UnusableRecordException(Reason.NO_ADDRESS, "audience: must be all");
        }
        return new Audience.Everyone();
    }

    String task() throws UnusableRecordException {
        JsonValue task = object.member(JsonMember.TASK)
                .orElseThrow(() -> new UnusableRecordException(Reason.NO_TASK, "task: missing"));
        if (task.holdsJson()) {
            throw JsonParser.encodedTwice(JsonMember.TASK.json());
        }
        if (task.kind() != JsonValue.Kind.OBJECT) {
            throw new UnusableRecordException(Reason.WRONG_TYPE, "task: not an object");
        }
        if (!task.hasId()) {
            throw new UnusableRecordException(Reason.NO_TASK, "task: has no id that is a string or a number");
        }
        return task.text();
    }

    /** The channel; empty text if there is no channel. */
    String channel() throws UnusableRecordException {
        return channel(string(JsonMember.CHANNEL), JsonMember.CHANNEL);
    }

    /**
     * The channel in {@code text}, the value of {@code field}: not blank, no control character, at most 256 characters.
     * Empty text means no channel, because producers wrote empty text before the field had a meaning.
     */
    static String channel(Optional<String> text, JsonMember field) throws UnusableRecordException {
        if (text.isPresent() && !text.get().isEmpty() && !Names.isName(text.get(), CHANNEL_CHARS)) {
            throw new UnusableRecordException(
                    Reason.BAD_CHANNEL, field.json() + ": blank, too long or with control characters");
        }
        return text.orElse("");
    }

    /**
     * The {@code issued_before} of a revocation, as RFC 3339 or in seconds since the epoch, at most {@code latest}. If
     * it is absent: {@code otherwise}.
     */
    Instant issuedBefore(Instant otherwise, Instant latest) throws UnusableRecordException {
        Optional<JsonValue> value = object.member(JsonMember.ISSUED_BEFORE);
        if (value.isEmpty()) {
            return otherwise;
        }
        Optional<Instant> instant =
                switch (value.get().kind()) {
                    case STRING -> RecordTime.rfc3339(value.get().text(), JsonMember.ISSUED_BEFORE);
                    case NUMBER -> epochSeconds(value.get().text());
                    default -> Optional.empty();
                };
        return instant.filter(time -> !time.isAfter(latest))
                .orElseThrow(() -> new UnusableRecordException(
                        Reason.WRONG_TYPE, "issued_before: not a time, or later than the gateway's clock"));
    }

    private static Optional<Instant> epochSeconds(String number) {
        if (number.length() > NUMBER_CHARS || number.indexOf('e') >= 0 || number.indexOf('E') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochMilli(
                    new BigDecimal(number).movePointRight(3).toBigInteger().longValueExact()));
        } catch (ArithmeticException tooFar) {
            return Optional.empty();
        }
    }

    /** A whole number counts as its decimal digits, as in a token whose {@code sub} is a whole number. */
    private Optional<String> userId() throws UnusableRecordException {
        Optional<JsonValue> value = object.member(JsonMember.USER_ID);
        boolean isNumber = value.isPresent() && value.get().kind() == JsonValue.Kind.NUMBER;
        return isNumber
                ? Optional.of(JsonParser.wholeNumber(value.get().text(), "user_id"))
                : string(JsonMember.USER_ID);
    }

    private Optional<String> string(JsonMember member) throws UnusableRecordException {
        Optional<JsonValue> value = object.member(member);
        if (value.isPresent() && value.get().kind() != JsonValue.Kind.STRING) {
            throw new UnusableRecordException(Reason.WRONG_TYPE, member.json() + ": not a string");
        }
        return value.map(JsonValue::text);
    }
}
