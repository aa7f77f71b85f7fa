package dev.taskcast.config;

import java.time.Duration;

/**
 * How a replica drains.
 *
 * @param localPort the port of the listener, bound to the loopback address, that takes {@code POST /drain}
 * @param rotationTime how long a requested drain waits before it asks any client to leave
 * @param time how long a requested drain may take, such as that of a preStop hook
 * @param signalTime how long a drain may take that SIGTERM or SIGINT started; zero means no drain
 */
public record DrainSettings(int localPort, Duration rotationTime, Duration time, Duration signalTime) {
    /** The settings {@code taskcast.drain.*}. */
    public static DrainSettings read(SettingValues settings) {
        String key = "taskcast.drain.local-port";
        int localPort = settings.count(key, 1, 65_535);
        // On that port the network would reach POST /drain.
        settings.other(key, "HTTP_PORT", "HTTPS_PORT");
        return new DrainSettings(
                localPort,
                settings.duration("taskcast.drain.rotation-time", Duration.ZERO, Duration.ofMinutes(5)),
                settings.duration("taskcast.drain.time", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                settings.duration("taskcast.drain.signal-time", Duration.ZERO, Duration.ofMinutes(1)));
    }
}
