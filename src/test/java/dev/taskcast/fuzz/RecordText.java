package dev.taskcast.fuzz;

import dev.taskcast.events.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A record as text, so that people can read the seeds.
 *
 * <p>It has lines {@code name:value} for the headers, an empty line, and the value. Without an empty line, the whole
 * text is the value. The header {@code key} is the record's key.
 */
final class RecordText {
    private static final String EMPTY_LINE = "\n\n";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final List<String> ADDRESSES = List.of("user_id", "taskcastuser", "subject");

    private final Map<String, byte[]> headers = new HashMap<>();
    private final byte[] value;
    /** The value as text, and the text that is encoded in its data; empty if the value is not UTF-8. */
    private final List<String> texts;

    private RecordText(byte[] value) {
        this.value = value;
        this.texts = utf8(value).map(RecordText::withInner).orElse(List.of());
    }

    static RecordText of(byte[] input) {
        String latin = new String(input, StandardCharsets.ISO_8859_1);
        int end = latin.indexOf(EMPTY_LINE);
        RecordText text =
                new RecordText(end < 0 ? input : Arrays.copyOfRange(input, end + EMPTY_LINE.length(), input.length));
        if (end >= 0) {
            latin.substring(0, end).lines().forEach(line -> {
                int colon = Math.max(0, line.indexOf(':'));
                text.headers.put(
                        line.substring(0, colon),
                        line.substring(Math.min(line.length(), colon + 1)).getBytes(StandardCharsets.ISO_8859_1));
            });
        }
        return text;
    }

    SourceRecord record() {
        return new SourceRecord(2, 41, 1_790_000_000_123L, value, this::header);
    }

    Optional<byte[]> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * Whether both readers must agree. In a name, the second reader refuses half of a surrogate pair, which RFC 8259
     * allows.
     */
    boolean isComparable() {
        return texts.stream().noneMatch(text -> text.toLowerCase(Locale.ROOT).contains("\\ud"));
    }

    /** The value's members, as a second reader finds them. */
    Optional<Map<String, Object>> object() {
        return texts.stream().findFirst().flatMap(SecondReader::object);
    }

    /** Whether the data can contain JSON as text. */
    boolean mayHoldJsonInside() {
        return object().filter(members -> members.get("data") instanceof String || members.containsKey("data_base64"))
                .isPresent();
    }

    /** Whether {@code task} is in the value or in its encoded data, with the same characters. */
    boolean holds(String task) {
        return texts.stream().anyMatch(text -> text.contains(task));
    }

    /** Whether a member or a header that addresses users has the value {@code user}. */
    boolean names(String user) {
        return addresses().anyMatch(user::equals)
                || Stream.of("ce_taskcastuser", "ce_subject")
                        .flatMap(name -> header(name).stream())
                        .anyMatch(bytes -> new String(bytes, StandardCharsets.UTF_8).equals(user));
    }

    /** Whether a member says that the event is for all users. */
    boolean isForAll() {
        return objects().anyMatch(members -> "all".equals(members.get("audience")));
    }

    private Stream<Object> addresses() {
        return objects()
                .flatMap(members -> Stream.concat(
                        ADDRESSES.stream().map(name -> members.getOrDefault(name, "")),
                        members.get("user_ids") instanceof List<?> ids ? ids.stream() : Stream.empty()));
    }

    /** The members of the value, and the members of its data. */
    private Stream<Map<String, Object>> objects() {
        return texts.stream()
                .flatMap(text -> SecondReader.object(text).stream())
                .flatMap(members -> Stream.of(members, SecondReader.members(members.get("data"))));
    }

    private static List<String> withInner(String text) {
        String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        Map<String, Object> members = SecondReader.object(plain).orElse(Map.of());
        return Stream.of(
                        Optional.of(plain),
                        Optional.ofNullable(members.get("data")).filter(String.class::isInstance),
                        Optional.ofNullable(members.get("data_base64")).flatMap(RecordText::decoded))
                .flatMap(Optional::stream)
                .map(String::valueOf)
                .toList();
    }

    private static Optional<String> decoded(Object base64) {
        try {
            return utf8(Base64.getDecoder().decode(String.valueOf(base64)))
                    .map(text -> text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
