package dev.taskcast.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The port for operators and backends.
 *
 * @param port their own port; empty if they use the port of devices
 */
public record ManagementSettings(OptionalInt port) {
    private static final int LAST_PORT = 65_535;

    /** The settings {@code taskcast.management.*}. */
    public static ManagementSettings read(SettingValues settings) {
        String key = "taskcast.management.port";
        OptionalInt port =
                settings.value(key, ManagementSettings::port, "-1 to switch it off, or a port from 1 to " + LAST_PORT);
        if (port.isPresent()) {
            // On those ports the network would reach POST /drain, or devices would not find their routes.
            settings.other(key, "taskcast.drain.local-port", "HTTP_PORT", "HTTPS_PORT");
        }
        return new ManagementSettings(port);
    }

    private static Optional<OptionalInt> port(String text) {
        if (text.equals("-1")) {
            return Optional.of(OptionalInt.empty());
        }
        if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > LAST_PORT) {
            return Optional.empty();
        }
        return Optional.of(OptionalInt.of(Integer.parseInt(text)));
    }
}
