package dev.taskcast.fuzz;

import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.ClientFrameParser;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ErrorCode;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.ServerFrames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Fuzzes the text of a frame that a client sends over its WebSocket. The input is the text, in UTF-8. */
public final class ClientFrameTarget {
    private static final ClientFrameParser PARSER = new ClientFrameParser(32);
    private static final String CURSOR = "AQID";
    /** All error messages that occurred. They are constants, so their number is small. */
    private static final Set<String> MESSAGES = ConcurrentHashMap.newKeySet();

    private static final int MOST_MESSAGES = 40;

    private ClientFrameTarget() {}

    /** Jazzer calls this method. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        ClientFrame frame = PARSER.read(text);
        Claim.same(PARSER.read(text), frame, "read twice");
        Optional<Map<String, Object>> fields = SecondReader.object(text);
        if (frame instanceof ClientFrame.Invalid invalid) {
            tellsNothing(invalid);
        } else {
            means(frame, fields.orElseThrow(() -> new AssertionError("a frame that is not a JSON object")));
        }
        if (fields.isEmpty()) {
            Claim.that(
                    frame instanceof ClientFrame.Invalid invalid && invalid.code() == ErrorCode.INVALID_JSON,
                    "text that is not JSON is not refused as invalid JSON");
        }
    }

    private static void tellsNothing(ClientFrame.Invalid invalid) {
        MESSAGES.add(invalid.message());
        Claim.that(MESSAGES.size() <= MOST_MESSAGES, "a message repeats content: " + invalid.message());
        String answer = ServerFrames.error(invalid.code(), invalid.message()).text();
        Claim.that(SecondReader.object(answer).isPresent(), "the answer is not JSON");
    }

    private static void means(ClientFrame frame, Map<String, Object> fields) {
        String type = String.valueOf(fields.get("type"));
        if (frame instanceof ClientFrame.Auth auth) {
            Claim.same(type, "auth", "type");
            Claim.same(auth.token().orElse(null), fields.get("token"), "token");
            Claim.same(auth.cursor().orElse(null), fields.get("cursor"), "cursor");
            Claim.same(auth.client().orElse(null), fields.get("client"), "client");
            Claim.same(auth.toString(), "Auth[accept=" + auth.accept() + "]", "the text of a frame with a token");
            Map<String, Object> narrow = SecondReader.members(fields.get("narrow"));
            auth.filter().ifPresent(filter -> isOf(filter, narrow));
        } else if (frame instanceof ClientFrame.Ping ping) {
            Claim.same(type, "ping", "type");
            String pong = ServerFrames.pong(ping.id(), CURSOR).text();
            Claim.same(
                    SecondReader.object(pong).map(answer -> answer.get("id")).orElse(null),
                    fields.get("id"),
                    "id in the pong");
        } else if (frame instanceof ClientFrame.Narrow narrow) {
            Claim.same(type, "narrow", "type");
            isOf(narrow.filter(), fields);
        } else if (frame instanceof ClientFrame.Ack ack) {
            Claim.same(type, "ack", "type");
            Claim.same(Optional.of(ack.cursor()), Cursor.parse(String.valueOf(fields.get("cursor"))), "cursor");
        }
    }

    /** Claims that a filter has the names and channels of the text, and covers itself. */
    private static void isOf(Filter filter, Map<String, Object> fields) {
        Claim.same(filter, Filter.of(texts(fields.get("events")), texts(fields.get("channels"))), "filter");
        Claim.that(filter.covers(filter) && Filter.ALL.covers(filter), "a filter does not cover itself");
    }

    private static List<String> texts(Object list) {
        return list instanceof List<?> elements
                ? elements.stream().map(String::valueOf).toList()
                : List.of();
    }
}
