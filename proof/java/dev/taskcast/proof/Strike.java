package dev.taskcast.proof;

import java.time.Duration;

/**
 * One fault at one place, for some time.
 *
 * @param gateway the number of the gateway that it strikes, if its place has one
 * @param broker the number of the broker that it strikes, if its place has one
 * @param delay the time from the begin of its step to its own begin
 * @param length how long it goes on
 */
record Strike(Fault fault, int gateway, int broker, Duration delay, Duration length) {
    /** The time from the begin of its step to its end. */
    Duration end() {
        return delay.plus(length);
    }

    @Override
    public String toString() {
        return switch (fault.place()) {
                    case GATEWAY -> fault.word() + " at gateway " + gateway;
                    case BROKER -> fault.word() + " at broker " + broker;
                    case LINE -> fault.word() + " between gateway " + gateway + " and broker " + broker;
                    case ALL, TOPIC -> fault.word();
                }
                + ", after " + delay.toMillis() + " ms, for " + length.toMillis() + " ms";
    }
}
