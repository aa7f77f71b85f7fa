package dev.taskcast.admission;

/** How a client handed its token over. */
public enum TokenSource {
    /** In the first frame of a connection that began without one. */
    FIRST_FRAME,
    /** In the name of a subprotocol, as a browser can. */
    SUBPROTOCOL,
    /** In {@code Authorization: Bearer}. */
    HEADER,
    /** In a cookie, which counts for few pages, and only where a setting says so. */
    COOKIE,
    /** In the URL, {@code ?token=}, which ends up in logs: a setting allows it. */
    QUERY
}
