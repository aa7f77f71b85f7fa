package dev.taskcast.edge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client sends when it connects: its upgrade request and, optionally, its first frame.
 *
 * @param query without the question mark
 * @param subprotocols that it offers
 * @param firstFrame sent as soon as the socket is open; empty for no frame
 */
record Knock(String query, Map<String, String> headers, List<String> subprotocols, String firstFrame) {
    private static final String TOKEN_SUBPROTOCOL = "base64url.bearer.taskcast.";

    /** Without a token. */
    static Knock bare() {
        return new Knock("", Map.of(), List.of(), "");
    }

    static Knock byHeader(String token) {
        return bare().header("Authorization", "Bearer " + token);
    }

    static Knock byQuery(String token) {
        return bare().query("token", token);
    }

    static Knock bySubprotocol(String token) {
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        return new Knock("", Map.of(), List.of("taskcast.v1", TOKEN_SUBPROTOCOL + name), "");
    }

    static Knock byFirstFrame(String token) {
        return bare().saying("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
    }

    Knock query(String name, String value) {
        String pair = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return new Knock(query.isEmpty() ? pair : query + "&" + pair, headers, subprotocols, firstFrame);
    }

    Knock header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Knock(query, more, subprotocols, firstFrame);
    }

    Knock saying(String frame) {
        return new Knock(query, headers, subprotocols, frame);
    }
}
