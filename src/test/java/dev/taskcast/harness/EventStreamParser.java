package dev.taskcast.harness;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A parser of {@code text/event-stream} that does what a browser does (HTML, "Interpreting an event stream"). It takes
 * bytes as they arrive, and hands out each event at its blank line. Not thread-safe.
 */
public final class EventStreamParser {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Consumer<Event> events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private String name = "";
    private String id = "";
    private String retry = "";
    private boolean begun;
    private boolean afterReturn;

    /**
     * One event.
     *
     * @param name the value of the field {@code event}; empty if the field is absent
     * @param data its lines, joined by line feeds
     * @param lastId the newest {@code id} so far, of this event or of an earlier one; empty before the first
     */
    public record Event(String name, String data, String lastId) {}

    /** Creates a parser that calls {@code events} for each event. */
    public EventStreamParser(Consumer<Event> events) {
        this.events = events;
    }

    /** Parses all of {@code bytes}. */
    public void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            take(bytes.get());
        }
    }

    /** The milliseconds of the newest valid field {@code retry}; empty before the first. */
    public String retry() {
        return retry;
    }

    private void take(byte next) {
        boolean secondOfTwo = afterReturn && next == '\n';
        afterReturn = next == '\r';
        if (next != '\r' && next != '\n') {
            line.write(next);
        } else if (!secondOfTwo) {
            line(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }

    private void line(String raw) {
        String text = !begun && raw.startsWith(BYTE_ORDER_MARK) ? raw.substring(1) : raw;
        begun = true;
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        field(field, value.startsWith(" ") ? value.substring(1) : value);
    }

    /** A comment is a field without a name. */
    private void field(String field, String value) {
        switch (field) {
            case "data" -> data.append(value).append('\n');
            case "event" -> name = value;
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            case "retry" -> retry = value.matches("[0-9]+") ? value : retry;
            default -> {
                // An unknown field is ignored.
            }
        }
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            events.accept(new Event(name, data.substring(0, data.length() - 1), id));
        }
        data.setLength(0);
        name = "";
    }
}
