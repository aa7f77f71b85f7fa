package dev.taskcast.stream;

import dev.taskcast.wire.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes frames as server-sent events (HTML Living Standard §9.2): {@code id:} with the cursor, then {@code data:} for
 * each line of the JSON, then an empty line.
 *
 * <p>A task is passed on unchanged, so its JSON may contain line breaks. They are white space in JSON (RFC 8259 §2).
 * The client gets LF for CR, and no empty lines; it reads the same value.
 *
 * <p>A long frame is encoded piece by piece, so a frame of megabytes is not copied a second time. Short frames share a
 * piece.
 */
final class EventText {
    /** The characters of a piece: in ASCII, one buffer of the container's pool. */
    static final int PIECE = 8 * 1024;

    private static final int USUAL = 512;

    private final EventOutput output;
    private final StringBuilder piece = new StringBuilder(USUAL);

    private EventText(EventOutput output) {
        this.output = output;
    }

    /** Writes each of {@code frames} as one event. Returns when {@code output} has taken all of them. */
    static void write(EventOutput output, List<Frame> frames) throws IOException {
        EventText events = new EventText(output);
        for (Frame frame : frames) {
            if (frame.hasCursor()) {
                events.line("id: ", frame.cursor(), 0, frame.cursor().length());
            }
            events.data(frame.characters());
        }
        events.send(events.piece.length());
    }

    /** Writes {@code frame} as the last event; a browser then reconnects after {@code retryMs} milliseconds. */
    static void writeLast(EventOutput output, Frame frame, int retryMs) throws IOException {
        EventText event = new EventText(output);
        event.piece.append(retry(retryMs));
        event.data(frame.text());
        event.send(event.piece.length());
    }

    /** The line that tells a browser when to reconnect. */
    static String retry(int milliseconds) {
        return "retry: " + milliseconds + "\n";
    }

    private void data(CharSequence json) throws IOException {
        int begin = 0;
        int end = endOfLine(json, begin);
        while (end < json.length()) {
            dataLine(json, begin, end);
            begin = end + 1;
            end = endOfLine(json, begin);
        }
        dataLine(json, begin, end);
        piece.append('\n');
    }

    /** Skips an empty line, so that many line breaks cannot make an event longer than its frame. */
    private void dataLine(CharSequence json, int begin, int end) throws IOException {
        if (begin < end) {
            line("data: ", json, begin, end);
        }
    }

    private void line(String field, CharSequence text, int begin, int end) throws IOException {
        piece.append(field);
        int from = begin;
        while (from < end) {
            int to = Math.min(end, from + Math.max(1, PIECE - piece.length()));
            piece.append(text, from, to);
            from = to;
            sendIfFull();
        }
        piece.append('\n');
        sendIfFull();
    }

    private void sendIfFull() throws IOException {
        if (piece.length() >= PIECE) {
            // Each piece is encoded separately, so both halves of a surrogate pair must be in the same piece.
            int last = piece.length() - 1;
            send(Character.isHighSurrogate(piece.charAt(last)) ? last : last + 1);
        }
    }

    private void send(int length) throws IOException {
        output.write(piece.substring(0, length).getBytes(StandardCharsets.UTF_8));
        piece.delete(0, length);
    }

    private static int endOfLine(CharSequence text, int begin) {
        int end = begin;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }
}
