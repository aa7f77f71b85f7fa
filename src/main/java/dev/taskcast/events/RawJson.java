package dev.taskcast.events;

import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.wire.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * JSON taken apart into pieces that are handed on as they stand, and never written anew.
 *
 * <p>For the envelopes around records: batches, and what a sidecar delivers. It checks all that it goes over.
 */
public final class RawJson {
    private static final int MAX_DEPTH = 128;
    private static final int SHOWN_CHARS = 64;

    private final byte[] utf8;
    private final JsonScanner cursor;

    private RawJson(byte[] utf8) throws UnusableRecordException {
        if (StrictText.utf8(utf8).isEmpty()) {
            throw JsonScanner.notJson();
        }
        this.utf8 = utf8;
        this.cursor = new JsonScanner(utf8, MAX_DEPTH);
    }

    /** The elements of the array {@code utf8}, at most {@code max}. */
    public static List<byte[]> elements(byte[] utf8, int max) throws UnusableRecordException {
        RawJson json = new RawJson(utf8);
        json.begin('[', "not an array");
        List<byte[]> elements = new ArrayList<>();
        if (!json.cursor.take(']')) {
            do {
                if (elements.size() == max) {
                    throw new UnusableRecordException(Reason.TOO_LARGE, "more than " + max + " elements");
                }
                elements.add(json.piece().getBytes(StandardCharsets.UTF_8));
            } while (json.cursor.take(','));
            json.cursor.expect(']');
        }
        json.end();
        return elements;
    }

    /** The members of the object {@code utf8} that are called one of {@code names}; refused if one of them comes twice. */
    public static Map<String, String> members(byte[] utf8, Set<String> names) throws UnusableRecordException {
        return members(utf8, names::contains);
    }

    /** The members of the object {@code utf8} whose name is {@code wanted}; refused if one of them comes twice. */
    public static Map<String, String> members(byte[] utf8, Predicate<String> wanted) throws UnusableRecordException {
        RawJson json = new RawJson(utf8);
        json.begin('{', "not an object");
        Map<String, String> members = new HashMap<>();
        if (!json.cursor.take('}')) {
            do {
                String name = JsonParser.string(json.cursor);
                json.cursor.expect(':');
                String value = json.piece();
                if (wanted.test(name) && members.put(name, value) != null) {
                    throw twice(name);
                }
            } while (json.cursor.take(','));
            json.cursor.expect('}');
        }
        json.end();
        return members;
    }

    /** What is thrown for an object in which a member that means something to us comes twice: readers disagree on which one counts. */
    public static UnusableRecordException twice(String name) {
        // A name that somebody made up has no place in a log.
        String shown = Names.isDotted(name, SHOWN_CHARS) ? name : "a member";
        return new UnusableRecordException(Reason.BAD_ENVELOPE, shown + ": twice");
    }

    /** The characters of {@code piece}, if it is a string. */
    public static Optional<String> string(String piece) throws UnusableRecordException {
        if (!piece.startsWith("\"")) {
            return Optional.empty();
        }
        JsonScanner cursor = new JsonScanner(piece.getBytes(StandardCharsets.UTF_8), MAX_DEPTH);
        return Optional.of(JsonParser.string(cursor));
    }

    private void begin(char bracket, String otherwise) throws UnusableRecordException {
        if (!cursor.take(bracket)) {
            throw new UnusableRecordException(Reason.WRONG_TYPE, otherwise);
        }
    }

    private String piece() throws UnusableRecordException {
        cursor.peek();
        int start = cursor.at();
        cursor.skip(1);
        return cursor.text(start, cursor.at());
    }

    private void end() throws UnusableRecordException {
        if (cursor.peek() != JsonScanner.END || cursor.at() < utf8.length) {
            throw JsonScanner.notJson();
        }
    }
}
