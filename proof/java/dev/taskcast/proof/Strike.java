package dev.taskcast.proof;

import java.time.Duration;

/**
 * One fault at one place, for some time.
 *
 * @param gateway the number of the gateway that it strikes, if its place has a gateway
 * @param broker the number of the broker that it strikes, if its place has a broker
 * @param delay the time from the start of its step to its own start
 * @param length the time from its start to its end
 */
record Strike(Fault fault, int gateway, int broker, Duration delay, Duration length) {
    /** The time from the start of its step to its end. */
    Duration end() {
        return delay.plus(length);
    }

    @Override
    public String toString() {
        return switch (fault.place()) {
                    case GATEWAY -> fault.word() + " at gateway " + gateway;
                    case BROKER -> fault.word() + " at broker " + broker;
                    case BROKERS -> fault.word() + " between broker " + broker + " and the next one";
                    case LINE -> fault.word() + " between gateway " + gateway + " and broker " + broker;
                    case ALL, TOPIC -> fault.word();
                }
                + ", after " + delay.toMillis() + " ms, for " + length.toMillis() + " ms";
    }
}
