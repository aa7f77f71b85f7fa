package dev.taskcast.admission;

import dev.taskcast.auth.Refusal;
import java.util.Locale;

/** Why a request for a connection is answered with an HTTP status before it costs anything, whatever is to carry it. */
public enum TurnedAway {
    /** It came too fast. */
    TOO_FAST(Refusal.Kind.UNAVAILABLE, "Too many connections at once: try again later."),
    /** The process has no descriptors left for it. */
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

    /** What the answer says, which repeats nothing of the request. */
    public String sentence() {
        return sentence;
    }

    /** The word in the metric. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
