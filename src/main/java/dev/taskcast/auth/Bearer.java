package dev.taskcast.auth;

import java.util.Optional;

/** The scheme {@code Bearer} of the header {@code Authorization} (RFC 6750). */
public final class Bearer {
    /** The challenge to a client that sent no token. It has no error code (RFC 6750 §3.1). */
    public static final String CHALLENGE = "Bearer realm=\"taskcast\"";

    /** The challenge to a client whose token was refused. */
    public static final String CHALLENGE_INVALID = CHALLENGE + ", error=\"invalid_token\"";

    private static final String SCHEME = "bearer ";

    private Bearer() {}

    /** The token in {@code authorization}, the value of the header; empty if the header has another scheme. */
    public static Optional<String> token(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(authorization.substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
