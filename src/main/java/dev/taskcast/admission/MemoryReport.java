package dev.taskcast.admission;

import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.lines.LogFields;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells an operator at the start how the memory is divided, and what does not fit. Without memory for one socket, the
 * application does not start.
 */
@Singleton
final class MemoryReport {
    private static final Logger LOGGER = Logger.getLogger(MemoryReport.class.getName());
    /** It runs directly after the check of the settings and before everything else, because it may refuse the start. */
    private static final int AFTER_SETTINGS = 2;
    /** With this buffer size, the kernel keeps no more bytes for a socket than the socket's share allows. */
    private static final int SEND_BUFFER = 16_384;

    void start(@Observes @Priority(AFTER_SETTINGS) Startup event, SocketSettings socket, SessionSettings session) {
        tell(Capacity.ofProcess(socket, session), socket);
    }

    /**
     * Logs the report.
     *
     * @throws IllegalStateException if there is no memory for a socket
     */
    static void tell(Capacity capacity, SocketSettings socket) {
        tellShares(capacity);
        refuseWithoutRoom(capacity);
        for (String reason : whatDoesNotFit(capacity, socket)) {
            LogFields.log(LOGGER, Level.WARNING, "TCAST0703W: The memory may not be enough: {0}", "reason", reason);
        }
        tellWhatWouldFit(capacity, socket);
    }

    private static void tellShares(Capacity capacity) {
        LogFields.log(
                LOGGER,
                Level.INFO,
                "TCAST0702I: Memory: of {0} MiB the heap gets {1}, classes, code and threads {2}, answers of Kafka {3},"
                        + " {4} sockets {5} outside the heap, other connections {6}; the number of sockets is limited by {7}",
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
    }

    /**
     * Warns if the limit of TCP connections allows fewer sockets than fit in memory, unless the limit of sockets is
     * even smaller.
     */
    private static void tellWhatWouldFit(Capacity capacity, SocketSettings socket) {
        boolean bounded = capacity.limit().equals(Capacity.TCP_LIMIT) && capacity.sockets() < socket.maxConnections();
        Capacity memory = capacity.ofMemory();
        if (bounded && capacity.sockets() < memory.sockets()) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST0704W: More sockets would fit: {0}",
                    "reason",
                    "set HTTP_MAX_CONNECTIONS to " + memory.connections() + ": there is memory for " + memory.sockets()
                            + " sockets");
        }
    }

    private static List<String> whatDoesNotFit(Capacity capacity, SocketSettings socket) {
        List<String> reasons = new ArrayList<>();
        if (capacity.tcp() > capacity.connections()) {
            reasons.add(
                    "HTTP_MAX_CONNECTIONS is " + capacity.tcp() + ": set it to " + capacity.connections() + " or less");
        }
        if (socket.sendBuffer() == 0) {
            reasons.add("HTTP_SEND_BUFFER is unknown: use it as sendBufferSize in tcpOptions, and set it to "
                    + SEND_BUFFER);
        } else if (socket.sendBuffer() > SEND_BUFFER) {
            reasons.add("HTTP_SEND_BUFFER is " + socket.sendBuffer() + ": set it to " + SEND_BUFFER + " or less");
        }
        return reasons;
    }

    /** Without this, a replica that takes no device would be ready, and a deploy would end the old replicas for it. */
    private static void refuseWithoutRoom(Capacity capacity) {
        if (capacity.sockets() == 0) {
            String reason = "There is no memory for sockets: "
                    + (capacity.limit().equals(Capacity.DIRECT_LIMIT)
                            ? "make MaxDirectMemorySize larger than the " + mebibytes(Capacity.KAFKA)
                                    + " MiB for answers of Kafka, or leave it out"
                            : "of " + mebibytes(capacity.container()) + " MiB the heap gets "
                                    + mebibytes(capacity.heap()) + ", and the process and Kafka "
                                    + mebibytes(Capacity.PROCESS + capacity.threads() + Capacity.KAFKA)
                                    + ": make the heap smaller or the container larger");
            LogFields.log(LOGGER, Level.SEVERE, "TCAST0005E: Not started: {0}", "reason", reason);
            throw new IllegalStateException(reason);
        }
    }

    private static String mebibytes(long bytes) {
        return Long.toString(bytes >> 20);
    }
}
