package dev.taskcast.events;

import dev.taskcast.events.UnusableRecordException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the members that the gateway reads in a record's JSON. One pass checks the whole text.
 *
 * <p>The parser cuts an object out of the text unchanged and never writes it again. The escape of an unpaired
 * surrogate, such as {@code \ud800}, is valid JSON. It therefore passes inside a task, as the six characters that the
 * producer wrote.
 *
 * <p>The parser refuses a record in which a member that the gateway reads appears twice. Parsers disagree on which of
 * the two counts, and one of them may be the address.
 *
 * <p>Thread-safe.
 */
final class JsonParser {
    private final int maxDepth;

    /** Creates a parser that refuses more than {@code maxDepth} nested objects and arrays. */
    JsonParser(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /**
     * Parses {@code text}, a whole document, as an object: its members, the members of its data, and the id of its
     * task.
     *
     * @param json the UTF-8 of {@code text}
     */
    JsonValue object(byte[] json, String text) throws UnusableRecordException {
        JsonScanner scanner = new JsonScanner(json, maxDepth);
        if (scanner.peek() != '{') {
            throw noObject(scanner, json.length);
        }
        Map<JsonMember, JsonValue> members = members(scanner, Scope.RECORD, 1);
        requireEnd(scanner, json.length);
        return new JsonValue(JsonValue.Kind.OBJECT, text.strip(), members);
    }

    /** The exception for a document that is JSON but not an object. */
    private static UnusableRecordException noObject(JsonScanner scanner, int length) throws UnusableRecordException {
        boolean encodedTwice = false;
        if (scanner.peek() == '"') {
            encodedTwice = new JsonValue(JsonValue.Kind.STRING, string(scanner), Map.of()).holdsJson();
        } else {
            scanner.skip(0);
        }
        requireEnd(scanner, length);
        return encodedTwice
                ? encodedTwice("value")
                : new UnusableRecordException(Reason.WRONG_TYPE, "not a JSON object");
    }

    private static void requireEnd(JsonScanner scanner, int length) throws UnusableRecordException {
        if (scanner.peek() != JsonScanner.END || scanner.at() < length) {
            throw JsonScanner.notJson();
        }
    }

    /** The exception for a {@code field} that holds JSON inside a JSON string. */
    static UnusableRecordException encodedTwice(String field) {
        return new UnusableRecordException(
                Reason.ENCODED_TWICE, field + ": JSON in a JSON string: its producer encoded it twice");
    }

    /** The decimal digits of {@code number}, the value of {@code field}, if it is written as a whole number. */
    static String wholeNumber(String number, String field) throws UnusableRecordException {
        if (number.equals("-0") || number.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
            throw new UnusableRecordException(Reason.WRONG_TYPE, field + ": neither a string nor a whole number");
        }
        return number;
    }

    /** The strings in {@code array}, at most {@code max}; a whole number counts as its decimal digits. */
    List<String> strings(JsonValue array, int max) throws UnusableRecordException {
        JsonScanner scanner = new JsonScanner(array.text().getBytes(StandardCharsets.UTF_8), maxDepth);
        List<String> strings = new ArrayList<>();
        scanner.expect('[');
        if (scanner.take(']')) {
            return strings;
        }
        do {
            int first = scanner.peek();
            if (first != '"' && first != '-' && (first < '0' || first > '9')) {
                throw new UnusableRecordException(Reason.WRONG_TYPE, "user_ids: not all are strings or whole numbers");
            }
            if (strings.size() == max) {
                throw new UnusableRecordException(Reason.TOO_LARGE, "user_ids: too many users");
            }
            strings.add(first == '"' ? string(scanner) : wholeNumber(scanner));
        } while (scanner.take(','));
        return strings;
    }

    /** Where in a record an object stands. This decides which of its members the gateway reads. */
    private enum Scope {
        RECORD,
        DATA,
        TASK;

        /**
         * Whether a name of {@code length} bytes can be a known name. A task has many names, and only {@code id} is
         * read there.
         */
        boolean couldKnow(int length) {
            return this == TASK ? length == JsonMember.ID.json().length() : length <= JsonMember.LONGEST;
        }

        JsonMember known(JsonMember member) {
            return this != TASK || member == JsonMember.ID ? member : null;
        }

        boolean looksInto(JsonMember member) {
            return member == JsonMember.TASK || (member == JsonMember.DATA && this == RECORD);
        }
    }

    private Map<JsonMember, JsonValue> members(JsonScanner scanner, Scope scope, int depth)
            throws UnusableRecordException {
        Map<JsonMember, JsonValue> members = new EnumMap<>(JsonMember.class);
        scanner.open('{', depth);
        if (!scanner.take('}')) {
            do {
                JsonMember member = name(scanner, scope);
                scanner.expect(':');
                if (member == null) {
                    scanner.skip(depth);
                } else if (members.put(member, value(scanner, scope, member, depth)) != null) {
                    throw RawJson.twice(member.json());
                }
            } while (scanner.take(','));
            scanner.expect('}');
        }
        return members;
    }

    private JsonValue value(JsonScanner scanner, Scope scope, JsonMember member, int depth)
            throws UnusableRecordException {
        JsonValue.Kind kind =
                switch (scanner.peek()) {
                    case '{' -> JsonValue.Kind.OBJECT;
                    case '[' -> JsonValue.Kind.ARRAY;
                    case '"' -> JsonValue.Kind.STRING;
                    case 't', 'f' -> JsonValue.Kind.BOOLEAN;
                    case 'n' -> JsonValue.Kind.NULL;
                    default -> JsonValue.Kind.NUMBER;
                };
        if (kind == JsonValue.Kind.STRING) {
            return new JsonValue(kind, string(scanner), Map.of());
        }
        int start = scanner.at();
        if (kind == JsonValue.Kind.OBJECT && scope.looksInto(member)) {
            Scope inner = member == JsonMember.TASK ? Scope.TASK : Scope.DATA;
            Map<JsonMember, JsonValue> members = members(scanner, inner, depth + 1);
            return new JsonValue(kind, scanner.text(start, scanner.at()), members);
        }
        scanner.skip(depth);
        return new JsonValue(kind, scanner.text(start, scanner.at()), Map.of());
    }

    private static JsonMember name(JsonScanner scanner, Scope scope) throws UnusableRecordException {
        scanner.peek();
        int start = scanner.at();
        boolean escapes = scanner.skipString();
        if (!escapes && !scope.couldKnow(scanner.at() - start - 2)) {
            return null;
        }
        return scope.known(
                escapes
                        ? named(unescaped(scanner.text(start + 1, scanner.at() - 1)))
                        : scanner.member(start + 1, scanner.at() - 1));
    }

    private static JsonMember named(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return JsonMember.named(text, 0, text.length);
    }

    private static String wholeNumber(JsonScanner scanner) throws UnusableRecordException {
        int start = scanner.at();
        scanner.skip(1);
        return wholeNumber(scanner.text(start, scanner.at()), "user_ids");
    }

    /** The characters of the string that comes next. */
    static String string(JsonScanner scanner) throws UnusableRecordException {
        scanner.peek();
        int start = scanner.at();
        boolean escapes = scanner.skipString();
        String text = scanner.text(start + 1, scanner.at() - 1);
        return escapes ? unescaped(text) : text;
    }

    private static String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = raw.charAt(++i);
            if (escape == 'u') {
                text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                i += 4;
            } else {
                text.append(plain(escape));
            }
        }
        return text.toString();
    }

    private static char plain(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }
}
