package dev.taskcast.events;

import dev.taskcast.events.SourceRecord.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A look at a record that is not parsed: whether it certainly is no more than a plain event, if it can be used at all.
 *
 * <p>Then it is no CloudEvent, which would have copies, and no revocation, which cannot wait. Both are told by a word in the value,
 * which could hide behind an escape of JSON alone; so a value with such an escape is certain of nothing. Base64 and JSON in a
 * string are only looked into in a CloudEvent.
 */
public final class FirstLook {
    private static final List<String> TELLING = List.of(
            JsonMember.SPECVERSION.header(),
            JsonMember.TASKCASTUSER.header(),
            JsonMember.TASKCASTCHANNEL.header(),
            OutgoingRecord.VIA);
    private static final String CONTENT_TYPE = "content-type";

    /** Both words, parted at the letter that they are found by. */
    private static final byte[] SPEC = ascii("spec");

    private static final byte[] VERSION = ascii("version");
    private static final byte[] SESSION_RE = ascii("session.re");
    private static final byte[] VOKE = ascii("voke");

    private FirstLook() {}

    /** Whether {@code record} is a plain event or unusable, and its value alone says which. */
    public static boolean isPlain(SourceRecord record) {
        return saysNothing(record.headers()) && isPlain(record.value());
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
        return value.length > 0;
    }

    /** Whether {@code before} ends, and {@code from} begins, at {@code at}. */
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
