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
 * Splits JSON into pieces that are passed on unchanged.
 *
 * <p>It serves the envelopes around records: batches, and the messages of a sidecar. It checks every byte that it
 * passes.
 */
public final class RawJson {
    private static final int MAX_DEPTH = 128;
    private static final int SHOWN_CHARS = 64;

    private final byte[] utf8;
    private final JsonScanner scanner;

    private RawJson(byte[] utf8) throws UnusableRecordException {
        if (StrictText.utf8(utf8).isEmpty()) {
            throw JsonScanner.notJson();
        }
        this.utf8 = utf8;
        this.scanner = new JsonScanner(utf8, MAX_DEPTH);
    }

    /** The elements of the array {@code utf8}, at most {@code max}. */
    public static List<byte[]> elements(byte[] utf8, int max) throws UnusableRecordException {
        RawJson json = new RawJson(utf8);
        json.begin('[', "not an array");
        List<byte[]> elements = new ArrayList<>();
        if (!json.scanner.take(']')) {
            do {
                if (elements.size() == max) {
                    throw new UnusableRecordException(Reason.TOO_LARGE, "more than " + max + " elements");
                }
                elements.add(json.piece().getBytes(StandardCharsets.UTF_8));
            } while (json.scanner.take(','));
            json.scanner.expect(']');
        }
        json.end();
        return elements;
    }

    /** The members of the object {@code utf8} whose names are in {@code names}; throws if one of them appears twice. */
    public static Map<String, String> members(byte[] utf8, Set<String> names) throws UnusableRecordException {
        return members(utf8, names::contains);
    }

    /** The members of the object {@code utf8} whose names are {@code wanted}; throws if one of them appears twice. */
    public static Map<String, String> members(byte[] utf8, Predicate<String> wanted) throws UnusableRecordException {
        RawJson json = new RawJson(utf8);
        json.begin('{', "not an object");
        Map<String, String> members = new HashMap<>();
        if (!json.scanner.take('}')) {
            do {
                String name = JsonParser.string(json.scanner);
                json.scanner.expect(':');
                String value = json.piece();
                if (wanted.test(name) && members.put(name, value) != null) {
                    throw twice(name);
                }
            } while (json.scanner.take(','));
            json.scanner.expect('}');
        }
        json.end();
        return members;
    }

    /**
     * The exception for an object in which a member that the gateway reads appears twice. Parsers disagree on which one
     * counts.
     */
    public static UnusableRecordException twice(String name) {
        // A sender can choose any name, and such a name must not reach a log.
        String shown = Names.isDotted(name, SHOWN_CHARS) ? name : "a member";
        return new UnusableRecordException(Reason.BAD_ENVELOPE, shown + ": twice");
    }

    /** The characters of {@code piece}, if it is a string. */
    public static Optional<String> string(String piece) throws UnusableRecordException {
        if (!piece.startsWith("\"")) {
            return Optional.empty();
        }
        JsonScanner scanner = new JsonScanner(piece.getBytes(StandardCharsets.UTF_8), MAX_DEPTH);
        return Optional.of(JsonParser.string(scanner));
    }

    private void begin(char bracket, String otherwise) throws UnusableRecordException {
        if (!scanner.take(bracket)) {
            throw new UnusableRecordException(Reason.WRONG_TYPE, otherwise);
        }
    }

    private String piece() throws UnusableRecordException {
        scanner.peek();
        int start = scanner.at();
        scanner.skip(1);
        return scanner.text(start, scanner.at());
    }

    private void end() throws UnusableRecordException {
        if (scanner.peek() != JsonScanner.END || scanner.at() < utf8.length) {
            throw JsonScanner.notJson();
        }
    }
}
