package dev.taskcast.socket;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The token that a browser sends as a subprotocol, since a page cannot set headers:
 * {@code base64url.bearer.taskcast.<token>}.
 */
final class SubprotocolToken {
    private static final String PREFIX = "base64url.bearer.taskcast.";

    private SubprotocolToken() {}

    /** The token of {@code request}; if it is not base64url, it is an empty token. */
    static Optional<String> of(HttpServletRequest request) {
        for (String name : OpeningHandshake.items(request, OpeningHandshake.PROTOCOL_HEADER)) {
            if (name.startsWith(PREFIX)) {
                return Optional.of(decoded(name.substring(PREFIX.length())));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String base64url) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64url), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
