package dev.taskcast.reliability;

/**
 * How devices differ from each other; every combination occurs. Of a user's two devices, one begins with a stream and
 * the other with a socket.
 *
 * @param number of the device, from 0
 * @param channel that it narrows to; empty if it takes everything
 */
public record Habits(int number, String channel) {
    /** A device that takes everything. */
    public Habits(int number) {
        this(number, "");
    }

    /** Whether it hands its token over in the header; otherwise in its first frame or, by stream, in the URL. */
    boolean usesHeader() {
        return number % 2 == 0;
    }

    boolean acceptsBatches() {
        return number / 2 % 2 == 0;
    }

    Transport first() {
        return number % 2 == number / 4 % 2 ? Transport.SOCKET : Transport.STREAM;
    }

    /** Whether it uses the other transport each time that it connects. */
    boolean changesTransport() {
        return number / 8 % 2 == 1;
    }

    /** The transport after {@code last}. */
    Transport after(Transport last) {
        return changesTransport() ? last.other() : last;
    }

    @Override
    public String toString() {
        return "device " + number
                + (changesTransport() ? " by either" : first() == Transport.STREAM ? " by stream" : " by socket");
    }
}
