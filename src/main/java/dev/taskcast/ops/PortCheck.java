package dev.taskcast.ops;

import dev.taskcast.config.DrainSettings;
import dev.taskcast.config.ManagementSettings;
import dev.taskcast.lines.LogFields;
import dev.taskcast.sessions.SessionThreads;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Says once, soon after the start, on which of the gateway's ports the server does not listen. The gateway's own
 * {@code server.xml} has an endpoint for each port. On another server an operator must add them, and would notice a
 * missing one only at the first deploy.
 */
@Singleton
final class PortCheck {
    private static final Logger LOGGER = Logger.getLogger(PortCheck.class.getName());
    /** A server listens when all its applications have started, or 30 s later. */
    private static final int DELAY_SECONDS = 45;

    private static final int TIMEOUT_MS = 1_000;

    private final DrainSettings drain;
    private final ManagementSettings management;

    @Inject
    PortCheck(DrainSettings drain, ManagementSettings management) {
        this.drain = drain;
        this.management = management;
    }

    void start(@Observes Startup event, SessionThreads threads) {
        threads.scheduler().schedule(() -> threads.calls().execute(this::check), DELAY_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks at both ports. */
    void check() {
        if (!isOpen(Stream.of(InetAddress.getLoopbackAddress()), drain.localPort())) {
            tell(
                    "taskcast.drain.local-port",
                    drain.localPort(),
                    "so POST /drain cannot be reached: only SIGTERM drains");
        }
        management.port().ifPresent(port -> {
            if (!isOpen(ownAddresses(), port)) {
                tell("taskcast.management.port", port, "so metrics and sessions cannot be read");
            }
        });
    }

    private static void tell(String setting, int port, String consequence) {
        LogFields.log(
                LOGGER,
                Level.WARNING,
                "TCAST1305W: Nothing listens on port {0} of {1}, {2}. Give the server an httpEndpoint for it:"
                        + " docs/own-open-liberty.md",
                "port",
                // As text: a number would get a thousands separator.
                Integer.toString(port),
                "setting",
                setting,
                "consequence",
                consequence);
    }

    private static boolean isOpen(Stream<InetAddress> addresses, int port) {
        return addresses.anyMatch(address -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), TIMEOUT_MS);
                return true;
            } catch (IOException nobody) {
                return false;
            }
        });
    }

    /** All addresses of this machine; the loopback address comes first. */
    private static Stream<InetAddress> ownAddresses() {
        Stream<InetAddress> first = Stream.of(InetAddress.getLoopbackAddress());
        try {
            List<InetAddress> all = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
            return Stream.concat(first, all.stream());
        } catch (SocketException unknown) {
            return first;
        }
    }
}
