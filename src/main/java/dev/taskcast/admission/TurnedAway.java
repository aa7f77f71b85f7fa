package dev.taskcast.admission;

import dev.taskcast.auth.Refusal;
import java.util.Locale;

/** Why a connection request gets an HTTP status before it costs anything, for sockets and streams. */
public enum TurnedAway {
    /** It exceeds the rate limit. */
    TOO_FAST(Refusal.Kind.UNAVAILABLE, "Too many new connections: try again later."),
    /** The process has no descriptor left for it. */
    FULL(Refusal.Kind.UNAVAILABLE, "No room for another connection: try again later."),
    /** Its token was refused a short time ago. */
    REFUSED_TOKEN(
            Refusal.Kind.UNAUTHENTICATED, "This token was refused a moment ago: fetch another one, then connect.");

    private final Refusal.Kind kind;
    private final String sentence;

    TurnedAway(Refusal.Kind kind, String sentence) {
        this.kind = kind;
        this.sentence = sentence;
    }

    /** What its client can do. */
    public Refusal.Kind kind() {
        return kind;
    }

    /** The sentence in the answer, which repeats nothing of the request. */
    public String sentence() {
        return sentence;
    }

    /** The word in the metric. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
