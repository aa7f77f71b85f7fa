package dev.taskcast.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ends a request with a problem document (RFC 9457).
 *
 * <p>The detail is constant text or names a field; it never holds a token or a payload.
 */
public final class ProblemException extends RuntimeException {
    /** The media type of the document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient Map<String, String> members = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    public ProblemException(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    public static ProblemException badRequest(String detail) {
        return new ProblemException(400, "Bad Request", detail);
    }

    /** 401. RFC 6750 §3 requires a challenge without an error code if the request brought no token. */
    public static ProblemException unauthorized(String detail, String challenge) {
        return new ProblemException(401, "Unauthorized", detail).header("WWW-Authenticate", challenge);
    }

    public static ProblemException forbidden(String detail) {
        return new ProblemException(403, "Forbidden", detail);
    }

    public static ProblemException onlyPost() {
        return new ProblemException(405, "Method Not Allowed", "Send POST").header("Allow", "POST");
    }

    /** 408. The gateway closes the connection, because the rest of the body may still arrive at any time. */
    public static ProblemException tooSlow() {
        return new ProblemException(408, "Request Timeout", "The body did not come in time")
                .header("Connection", "close");
    }

    public static ProblemException tooLarge(String detail) {
        return new ProblemException(413, "Content Too Large", detail);
    }

    public static ProblemException unsupported(String detail) {
        return new ProblemException(415, "Unsupported Media Type", detail);
    }

    /** 415 for a compressed body; a header names what is accepted instead (RFC 9110 §12.5.3). */
    public static ProblemException encoded() {
        return unsupported("Content-Encoding: send the body as it is, without compression")
                .header("Accept-Encoding", "identity");
    }

    /** 429: the sender exceeds a limit; the same request may succeed after {@code seconds}. */
    public static ProblemException tooMany(String detail, int seconds) {
        return new ProblemException(429, "Too Many Requests", detail).header("Retry-After", Integer.toString(seconds));
    }

    /** 503: the same request may succeed after {@code seconds}. */
    public static ProblemException unavailable(String detail, int seconds) {
        return new ProblemException(503, "Service Unavailable", detail)
                .header("Retry-After", Integer.toString(seconds));
    }

    /** Adds a member to the document. */
    public ProblemException member(String name, String value) {
        members.put(name, Json.quoted(value));
        return this;
    }

    /** Adds a numeric member to the document. */
    public ProblemException member(String name, int value) {
        members.put(name, Integer.toString(value));
        return this;
    }

    public ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /** The document as JSON. */
    public String json() {
        StringBuilder json = new StringBuilder(160)
                .append("{\"type\":\"about:blank\",\"title\":")
                .append(Json.quoted(title))
                .append(",\"status\":")
                .append(status)
                .append(",\"detail\":")
                .append(Json.quoted(getMessage()));
        members.forEach(
                (name, value) -> json.append(",\"").append(name).append("\":").append(value));
        return json.append('}').toString();
    }
}
