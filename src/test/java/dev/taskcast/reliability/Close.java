package dev.taskcast.reliability;

/** How a connection ended: the code and the reason of its close frame, or {@link #CUT}. */
public record Close(int code, String reason) {
    /** The end of a connection without a close frame, for which RFC 6455 §7.1.5 has the code 1006. */
    static final Close CUT = new Close(1006, "cut off");

    @Override
    public String toString() {
        return code + " (" + reason + ")";
    }
}
