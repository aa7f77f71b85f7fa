package dev.taskcast.admission;

import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.lines.LogFields;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells an operator at the start how the memory is shared out, and what does not fit. */
@Singleton
final class MemoryReport {
    private static final Logger LOGGER = Logger.getLogger(MemoryReport.class.getName());

    void start(@Observes Startup event, SocketSettings socket, SessionSettings session) {
        tell(Capacity.ofProcess(socket, session));
    }

    /** Returns whether everything fits. */
    static boolean tell(Capacity capacity) {
        LogFields.log(
                LOGGER,
                Level.INFO,
                "TCAST0702I: Memory: of {0} MiB the heap may have {1}, classes, code and threads {2}, answers of Kafka {3},"
                        + " {4} sockets {5} beside the heap, other connections {6}; {7} allows no more sockets",
                "memory_mib_long",
                mebibytes(capacity.container()),
                "heap_mib_long",
                mebibytes(capacity.heap()),
                "process_mib_long",
                mebibytes(Capacity.PROCESS + capacity.threads()),
                "kafka_mib_long",
                mebibytes(Capacity.KAFKA),
                "sockets_long",
                Integer.toString(capacity.sockets()),
                "sockets_mib_long",
                mebibytes(capacity.sockets() * Capacity.SOCKET),
                "requests_mib_long",
                mebibytes(capacity.forRequests()),
                "limit",
                capacity.limit());
        boolean fits = capacity.addsUp() && capacity.tcp() <= capacity.connections();
        if (!capacity.addsUp()) {
            warn(
                    "the heap and the process leave nothing for connections: make the heap smaller, or the container larger");
        } else if (!fits) {
            warn("HTTP_MAX_CONNECTIONS is " + capacity.tcp() + ": set it to " + capacity.connections() + " or less");
        }
        return fits;
    }

    private static void warn(String reason) {
        LogFields.log(LOGGER, Level.WARNING, "TCAST0703W: The memory may not be enough: {0}", "reason", reason);
    }

    private static String mebibytes(long bytes) {
        return Long.toString(bytes >> 20);
    }
}
