package dev.taskcast.reliability;

import java.util.List;

/**
 * The ways in which devices differ. Every combination occurs. Of the two devices of a user, one begins with a stream
 * and the other with a socket.
 *
 * @param number the number of the device, from 0
 * @param channels the channels that it takes; empty if it takes everything. With several channels it changes its filter
 *     again and again
 */
public record Habits(int number, List<String> channels) {
    /** A device that takes everything. */
    public Habits(int number) {
        this(number, List.of());
    }

    /**
     * Whether it sends its token in the header. Otherwise the token is in its first frame or, by stream, in the URL.
     */
    boolean usesHeader() {
        return number % 2 == 0;
    }

    boolean acceptsBatches() {
        return number / 2 % 2 == 0;
    }

    Transport first() {
        return number % 2 == number / 4 % 2 ? Transport.SOCKET : Transport.STREAM;
    }

    /** Whether it uses the other transport at each new connection. */
    boolean changesTransport() {
        return number / 8 % 2 == 1;
    }

    /** The transport that it uses after {@code last}. */
    Transport after(Transport last) {
        return changesTransport() ? last.other() : last;
    }

    @Override
    public String toString() {
        return "device " + number
                + (changesTransport() ? " by either" : first() == Transport.STREAM ? " by stream" : " by socket");
    }
}
