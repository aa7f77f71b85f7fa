package dev.taskcast.socket;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a client said in its upgrade request.
 *
 * <p>A token may come in three ways here, looked for in this order: the subprotocol {@code
 * base64url.bearer.taskcast.<token>}, the header {@code Authorization: Bearer}, the query {@code ?token=}.
 * The fourth is the first frame.
 *
 * @param token the token, if it came with the request
 * @param tokenInQuery whether it came in the URL
 * @param cursor where to resume, {@code ?cursor=}
 * @param batches whether the client accepts batches, {@code ?accept=batch}
 * @param refusal why the page that it comes from may not connect, if so
 * @param address the IP address that it comes from; empty when nobody tells it
 */
record Handshake(
        Optional<String> token,
        boolean tokenInQuery,
        Optional<String> cursor,
        boolean batches,
        Optional<String> refusal,
        String address) {
    static final String SUBPROTOCOL = "taskcast.v1";
    private static final String TOKEN_SUBPROTOCOL = "base64url.bearer.taskcast.";
    private static final String BEARER = "bearer ";

    static Handshake of(HttpServletRequest request, Optional<String> refusal, String address) {
        return of(name -> Collections.list(request.getHeaders(name)), request.getQueryString(), refusal, address);
    }

    /** Of the lines that {@code headers} has of each header. */
    static Handshake of(
            Function<String, List<String>> headers, String queryString, Optional<String> refusal, String address) {
        Map<String, String> query = query(queryString);
        Optional<String> byHeaders = headerToken(headers);
        return new Handshake(
                byHeaders.or(() -> Optional.ofNullable(query.get("token"))),
                byHeaders.isEmpty() && query.containsKey("token"),
                Optional.ofNullable(query.get("cursor")),
                List.of(query.getOrDefault("accept", "").split(",")).contains("batch"),
                refusal,
                address);
    }

    /** The token that {@code request} carries, if any. */
    static Optional<String> token(HttpServletRequest request) {
        return headerToken(name -> Collections.list(request.getHeaders(name)))
                .or(() -> Optional.ofNullable(query(request.getQueryString()).get("token")));
    }

    /** Names no token: this text may reach a log. */
    @Override
    public String toString() {
        return "Handshake[refusal=" + refusal + "]";
    }

    private static Optional<String> headerToken(Function<String, List<String>> headers) {
        return subprotocolToken(headers).or(() -> bearerToken(headers));
    }

    private static Optional<String> subprotocolToken(Function<String, List<String>> headers) {
        return headers.apply("Sec-WebSocket-Protocol").stream()
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(String::strip)
                .filter(name -> name.startsWith(TOKEN_SUBPROTOCOL))
                .findFirst()
                .map(name -> decoded(name.substring(TOKEN_SUBPROTOCOL.length())));
    }

    private static String decoded(String base64url) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64url), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static Optional<String> bearerToken(Function<String, List<String>> headers) {
        return header(headers, "Authorization")
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    private static Optional<String> header(Function<String, List<String>> headers, String name) {
        return headers.apply(name).stream().findFirst();
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : (text == null ? "" : text).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.putIfAbsent(pair.substring(0, equals), urlDecoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String urlDecoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
