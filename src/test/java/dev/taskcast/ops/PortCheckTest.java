package dev.taskcast.ops;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.DrainSettings;
import dev.taskcast.config.ManagementSettings;
import dev.taskcast.harness.Lines;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The log names a port that the server does not listen on, with the consequence and the remedy. */
class PortCheckTest {
    @Test
    void aPortThatNobodyListensOnIsNamed() {
        int local = Ports.free();
        int management = Ports.free();
        try (Lines lines = new Lines(PortCheck.class)) {
            check(local, management);
            assertThat(lines.all())
                    .containsExactly(
                            "WARNING TCAST1305W: Nothing listens on port " + local
                                    + " of taskcast.drain.local-port, so POST"
                                    + " /drain cannot be reached: only SIGTERM drains. Give the server an httpEndpoint for"
                                    + " it: docs/own-open-liberty.md",
                            "WARNING TCAST1305W: Nothing listens on port " + management
                                    + " of taskcast.management.port, so"
                                    + " metrics and sessions cannot be read. Give the server an httpEndpoint for it:"
                                    + " docs/own-open-liberty.md");
        }
    }

    @Test
    void aPortThatTheServerListensOnIsNotNamed() throws IOException {
        try (ServerSocket local = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Lines lines = new Lines(PortCheck.class)) {
            check(local.getLocalPort(), -1);
            assertThat(lines.all()).isEmpty();
        }
    }

    private static void check(int local, int management) {
        DrainSettings drain =
                settings().with("taskcast.drain.local-port", local).drain();
        ManagementSettings port =
                settings().with("taskcast.management.port", management).management();
        new PortCheck(drain, port).check();
    }
}
