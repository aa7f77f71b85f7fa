package dev.taskcast.ingest;

import dev.taskcast.events.RawJson;
import dev.taskcast.events.UnusableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the parts of a JSON object that may be cut off at its end or damaged inside. It finds the requested members
 * that are strings, and the objects in the member {@code entries}. It keeps nothing of other members.
 *
 * <p>It follows quotes and brackets only and does not validate, so that one unreadable entry does not hide the ids of
 * the others. The caller parses each part.
 */
final class BulkScanner {
    private static final String ENTRIES = "entries";

    private final byte[] json;
    private final Set<String> wanted;
    private final Map<String, String> strings = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> twice = new HashSet<>();
    private final List<byte[]> entries = new ArrayList<>();
    private String key = "";
    private boolean atValue;
    private boolean inEntries;
    private boolean hasEntries;
    private int depth;
    private int start = -1;

    private BulkScanner(byte[] json, Set<String> wanted) {
        this.json = json;
        this.wanted = wanted;
    }

    /** Scans {@code json} for the members in {@code wanted} and for the entries. */
    static BulkScanner of(byte[] json, Set<String> wanted) {
        BulkScanner scanner = new BulkScanner(json, wanted);
        scanner.scan();
        return scanner;
    }

    /** Whether the requested member {@code name} comes twice. */
    boolean hasTwice(String name) {
        return twice.contains(name);
    }

    /** The text of the requested member {@code name}, not decoded, if it is a string. */
    Optional<String> string(String name) {
        return Optional.ofNullable(strings.get(name));
    }

    /** Whether there is a member {@code entries} that is an array or the beginning of one. */
    boolean hasEntries() {
        return hasEntries;
    }

    /** The entries that are complete. */
    List<byte[]> entries() {
        return List.copyOf(entries);
    }

    /** The beginning of the entry in which the text ends. */
    Optional<byte[]> cut() {
        return start < 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(json, start, json.length));
    }

    private void scan() {
        for (int at = 0; at < json.length; at++) {
            switch (json[at]) {
                case '"' -> at = string(at);
                case '{', '[' -> open(at);
                case '}', ']' -> close(at);
                case ':' -> atValue |= depth == 1;
                case ',' -> atValue &= depth != 1;
                default -> {}
            }
        }
    }

    /** The index of the closing quote. */
    private int string(int opening) {
        int at = opening + 1;
        while (at < json.length && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        if (depth == 1 && at < json.length) {
            if (!atValue) {
                name(text(opening, at));
            } else if (wanted.contains(key)) {
                strings.putIfAbsent(key, text(opening, at));
            }
        }
        return at;
    }

    private String text(int opening, int closing) {
        return new String(json, opening, closing + 1 - opening, StandardCharsets.UTF_8);
    }

    private void name(String piece) {
        key = piece;
        try {
            key = RawJson.string(piece).orElse(piece);
        } catch (UnusableRecordException damaged) {
            // A name that cannot be read is not a requested name.
        }
        if (wanted.contains(key) && !names.add(key)) {
            twice.add(key);
        }
    }

    private void open(int at) {
        depth++;
        if (depth == 2 && atValue && json[at] == '[' && key.equals(ENTRIES)) {
            inEntries = true;
            hasEntries = true;
        } else if (depth == 3 && inEntries && json[at] == '{') {
            start = at;
        }
    }

    private void close(int at) {
        if (depth == 3 && start >= 0) {
            entries.add(Arrays.copyOfRange(json, start, at + 1));
            start = -1;
        }
        depth--;
        inEntries &= depth > 1;
    }
}
