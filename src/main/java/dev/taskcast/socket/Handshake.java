package dev.taskcast.socket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param origin the page that the connection comes from, as the browser names it
 * @param host the authority that the client asked for
 * @param address the IP address that it comes from
 */
record Handshake(
        Optional<String> token,
        boolean tokenInQuery,
        Optional<String> cursor,
        boolean batches,
        Optional<String> origin,
        Optional<String> host,
        String address) {
    static final String SUBPROTOCOL = "taskcast.v1";
    private static final String TOKEN_SUBPROTOCOL = "base64url.bearer.taskcast.";
    private static final String BEARER = "bearer ";
    private static final String SUBPROTOCOLS = "Sec-WebSocket-Protocol";
    private static final String AUTHORIZATION = "Authorization";

    static Handshake of(HandshakeRequest request, String queryString, String address) {
        Map<String, String> query = query(queryString);
        Optional<String> byHeaders =
                subprotocolToken(headers(request, SUBPROTOCOLS)).or(() -> bearerToken(header(request, AUTHORIZATION)));
        return new Handshake(
                byHeaders.or(() -> Optional.ofNullable(query.get("token"))),
                byHeaders.isEmpty() && query.containsKey("token"),
                Optional.ofNullable(query.get("cursor")),
                List.of(query.getOrDefault("accept", "").split(",")).contains("batch"),
                header(request, "Origin"),
                header(request, "Host"),
                address);
    }

    /** The token that {@code request} carries, if any. */
    static Optional<String> token(HttpServletRequest request) {
        return subprotocolToken(Collections.list(request.getHeaders(SUBPROTOCOLS)))
                .or(() -> bearerToken(Optional.ofNullable(request.getHeader(AUTHORIZATION))))
                .or(() -> Optional.ofNullable(query(request.getQueryString()).get("token")));
    }

    /** Whether a page of this origin may connect: no page at all, our own, or one of {@code allowed}. */
    boolean isAllowed(List<String> allowed) {
        return origin.isEmpty()
                || allowed.contains("*")
                || allowed.contains(origin.get())
                || authority(origin.get()).filter(this::isOurs).isPresent();
    }

    /** Names no token: this text may reach a log. */
    @Override
    public String toString() {
        return "Handshake[origin=" + origin + ", host=" + host + "]";
    }

    private boolean isOurs(String authority) {
        return host.filter(authority::equalsIgnoreCase).isPresent();
    }

    /** The authority of an origin; an opaque one, such as {@code null}, has none. */
    private static Optional<String> authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException notAnOrigin) {
            return Optional.empty();
        }
    }

    private static Optional<String> subprotocolToken(List<String> lines) {
        return lines.stream()
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

    private static Optional<String> bearerToken(Optional<String> authorization) {
        return authorization
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    private static Optional<String> header(HandshakeRequest request, String name) {
        return headers(request, name).stream().findFirst();
    }

    private static List<String> headers(HandshakeRequest request, String name) {
        return request.getHeaders().getOrDefault(name, List.of());
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
