package dev.taskcast.admission;

/** Where the token of a client came from. */
public enum TokenSource {
    /** The first frame of a connection that began without a token. */
    FIRST_FRAME,
    /** The name of a subprotocol, which a browser can send. */
    SUBPROTOCOL,
    /** The header {@code Authorization: Bearer}. */
    HEADER,
    /** A cookie, which counts only if a setting says so, and only for our own pages and listed pages. */
    COOKIE,
    /** The URL ({@code ?token=}), which ends up in logs; only if a setting allows it. */
    QUERY
}
