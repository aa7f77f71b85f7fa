package dev.taskcast.proof;

import java.time.Duration;

/**
 * What a line lets through.
 *
 * @param refuses whether it resets each connection immediately
 * @param forth whether the bytes of the client get through; otherwise they wait, as lost packets do that TCP sends
 *     again
 * @param back whether the bytes of the server get through
 * @param bytesPerSecond the number of bytes that get through in each direction; 0 if there is no limit
 * @param delay the time that each byte takes, in a weather that limits the bytes
 */
record Weather(boolean refuses, boolean forth, boolean back, int bytesPerSecond, Duration delay) {
    static final Weather FAIR = new Weather(false, true, true, 0, Duration.ZERO);
    static final Weather CUT = new Weather(true, false, false, 0, Duration.ZERO);
    static final Weather STALLED = new Weather(false, false, false, 0, Duration.ZERO);
    static final Weather ONE_WAY = new Weather(false, true, false, 0, Duration.ZERO);
    static final Weather SLOW = new Weather(false, true, true, 20_000, Duration.ofMillis(200));

    /** Whether it limits the bytes. */
    boolean isBounded() {
        return bytesPerSecond > 0;
    }

    /** The weather of a line in the other direction, as seen by its client. */
    Weather reversed() {
        return new Weather(refuses, back, forth, bytesPerSecond, delay);
    }

    /** The weather that {@code fault} gives a line. */
    static Weather of(Fault fault) {
        return switch (fault) {
            case DEVICES_CUT, KAFKA_CUT, REPLICATION_CUT, TWO_BROKERS_CUT -> CUT;
            case DEVICES_STALL, KAFKA_STALL, REPLICATION_STALL, TWO_BROKERS_STALL -> STALLED;
            case DEVICES_ONE_WAY, KAFKA_ONE_WAY, REPLICATION_ONE_WAY, TWO_BROKERS_ONE_WAY -> ONE_WAY;
            case DEVICES_SLOW, KAFKA_SLOW, REPLICATION_SLOW, TWO_BROKERS_SLOW -> SLOW;
            default -> throw new IllegalStateException(fault + " does not change the weather of a line");
        };
    }
}
