package dev.taskcast.events;

import dev.taskcast.events.SourceRecord.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A quick check of a record before the parser reads it: is it certainly a plain event for only the user in its key?
 *
 * <p>Such a record is not a CloudEvent, which might be a copy of an earlier one. It is not a revocation, which cannot
 * wait. The check finds both by a word in the value. The record may still be unusable.
 *
 * <p>The member {@code user_id} must hold the key. It must stand before the first nested object or after the last one,
 * and is then a member of the outermost object. A second address would make the record unusable.
 *
 * <p>Only a Unicode escape of JSON could hide a name or a word, so the check accepts no value with such an escape. The
 * parser decodes base64 and JSON in a string only in a CloudEvent.
 */
public final class FirstLook {
    private static final List<String> TELLING = List.of(
            JsonMember.SPECVERSION.header(),
            JsonMember.TASKCASTUSER.header(),
            JsonMember.TASKCASTCHANNEL.header(),
            OutgoingRecord.VIA);
    private static final String CONTENT_TYPE = "content-type";

    /** Each word is split at the letter by which the search finds it. */
    private static final byte[] SPEC = ascii("spec");

    private static final byte[] VERSION = ascii("version");
    private static final byte[] SESSION_RE = ascii("session.re");
    private static final byte[] VOKE = ascii("voke");
    private static final byte[] USER = ascii("\"user");
    private static final byte[] ID = ascii("_id\"");

    private FirstLook() {}

    /**
     * The user in {@code key}, if the value of {@code record} shows that the record is for that user alone, or is
     * unusable.
     */
    public static Optional<String> onlyUser(SourceRecord record, byte[] key) {
        return saysNothing(record.headers()) && isLiteral(key) && isFor(record.value(), key) && isPlain(record.value())
                ? StrictText.utf8(key).filter(Audience::isUser)
                : Optional.empty();
    }

    private static boolean saysNothing(Headers headers) {
        for (String name : TELLING) {
            if (headers.last(name).isPresent()) {
                return false;
            }
        }
        Optional<byte[]> type = headers.last(CONTENT_TYPE);
        return type.isEmpty()
                || !new String(type.get(), StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT)
                        .contains("cloudevents");
    }

    private static boolean isPlain(byte[] value) {
        for (int i = 0; i < value.length; i++) {
            byte next = value[i];
            if (next == 'v' && (isAround(value, i, SPEC, VERSION) || isAround(value, i, SESSION_RE, VOKE))) {
                return false;
            }
            if (next == '\\' && i + 1 < value.length && value[i + 1] == 'u') {
                return false;
            }
        }
        return true;
    }

    /** Whether the user in {@code value} is {@code key}, as a member of the outermost object. */
    private static boolean isFor(byte[] value, byte[] key) {
        int first = outside(value, 0, 1);
        int name = first >= 0 ? first : outside(value, value.length - 1, -1);
        return name >= 0 && holds(value, name + ID.length, key);
    }

    /**
     * Searches from {@code from} in direction {@code step} up to the second bracket. Returns the index of the name's
     * underscore; -1 if the name is not there.
     */
    private static int outside(byte[] value, int from, int step) {
        int brackets = 0;
        for (int i = from; i >= 0 && i < value.length; i += step) {
            switch (value[i]) {
                case '{', '[', '}', ']' -> {
                    if (++brackets > 1) {
                        return -1;
                    }
                }
                case '_' -> {
                    if (isAround(value, i, USER, ID) && (i <= USER.length || value[i - USER.length - 1] != '\\')) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    /** Whether a JSON string can hold these bytes without escaping. */
    private static boolean isLiteral(byte[] key) {
        for (byte next : key) {
            if (next == '"' || next == '\\') {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether {@code key} is the value of the name that ends before {@code at}: as a string, or as a number with these
     * digits.
     */
    private static boolean holds(byte[] value, int at, byte[] key) {
        int colon = behindSpace(value, at);
        int start = behindSpace(value, colon + 1);
        if (byteAt(value, colon) != ':' || !isAt(value, start + (byteAt(value, start) == '"' ? 1 : 0), key)) {
            return false;
        }
        if (byteAt(value, start) == '"') {
            return byteAt(value, start + 1 + key.length) == '"';
        }
        byte behind = byteAt(value, behindSpace(value, start + key.length));
        return isDigits(key) && (behind == ',' || behind == '}');
    }

    private static int behindSpace(byte[] value, int at) {
        int behind = at;
        while (behind < value.length && isSpace(value[behind])) {
            behind++;
        }
        return behind;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** The byte at {@code at}; after the end it is 0, a byte that JSON text cannot contain. */
    private static byte byteAt(byte[] value, int at) {
        return at < value.length ? value[at] : 0;
    }

    private static boolean isDigits(byte[] key) {
        for (byte next : key) {
            if (next < '0' || next > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code before} ends at {@code at} and {@code from} begins there. */
    private static boolean isAround(byte[] value, int at, byte[] before, byte[] from) {
        return isAt(value, at - before.length, before) && isAt(value, at, from);
    }

    private static boolean isAt(byte[] value, int start, byte[] word) {
        if (start < 0 || start + word.length > value.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (value[start + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
