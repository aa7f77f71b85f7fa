package dev.taskcast.admission;

import com.sun.management.OperatingSystemMXBean;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.SessionThreads;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the memory of a container is shared out, and for how many sockets that is enough, all taking as much as they can.
 *
 * <p>The kernel kills a process that is larger than its container, and what it keeps for a socket counts. When the heap is full,
 * liveness has the process restarted. When direct memory is full this server answers nobody any more, and does not say so.
 *
 * @param container bytes of the container, or of the machine
 * @param heap bytes of the heap at most
 * @param direct bytes of direct memory at most, by the options of the virtual machine
 * @param threads bytes for threads that wait for sockets
 * @param tcp how many TCP connections the server accepts; 0 when that is not known
 */
record Capacity(long container, long heap, long direct, long threads, int tcp) {
    /** Classes, compiled code, the threads of the server, and the pages of files that are in use. */
    static final long PROCESS = 216L << 20;
    /** Direct memory for the answers of brokers. */
    static final long KAFKA = 24L << 20;
    /** Beside the heap, for each socket: buffers of the server, and of the kernel for a device that does not read. */
    static final long SOCKET = (16 + 56) << 10;

    static final String DIRECT_LIMIT = "MaxDirectMemorySize";
    static final String TCP_LIMIT = "HTTP_MAX_CONNECTIONS";

    /** A thread's stack, on both sides of the system. */
    private static final long THREAD = 128 << 10;
    /** Of the heap, for each socket: a quarter is its own, or less; the rest the window's, the batches' and everything else's. */
    private static final long HEAP = 80 << 10;
    /** Of direct memory, for each socket. */
    private static final long DIRECT = 16 << 10;
    /** Beside the heap, for a connection that has not finished its request. */
    private static final long REQUEST = 14 << 10;
    /** Of what is left for connections, for those that are no socket yet. */
    private static final int PART_OF_REQUESTS = 8;
    /** Of the TCP connections that the server accepts, for those that are no socket: whom it cuts gets no 1013. */
    private static final int PART_OF_TCP = 16;

    private static final Pattern MAX_DIRECT = Pattern.compile("-XX:MaxDirectMemorySize=([0-9]+)([kKmMgGtT]?)");

    private static final List<String> UNITS = List.of("", "k", "m", "g", "t");

    /** That of this process. */
    static Capacity ofProcess(SocketSettings socket, SessionSettings session) {
        long heap = Runtime.getRuntime().maxMemory();
        long memory = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
        long direct = direct(heap, ManagementFactory.getRuntimeMXBean().getInputArguments());
        boolean virtual = Runtime.version().feature() >= SessionThreads.VIRTUAL_SINCE;
        return new Capacity(
                memory, heap, direct, virtual ? 0 : session.maxThreads() * THREAD, socket.maxTcpConnections());
    }

    /** Direct memory by the {@code arguments} of the virtual machine, the last of which counts; as much as the heap without, or with 0. */
    static long direct(long heap, List<String> arguments) {
        long direct = heap;
        for (String argument : arguments) {
            Matcher option = MAX_DIRECT.matcher(argument);
            if (option.matches()) {
                String unit = option.group(2).toLowerCase(Locale.ROOT);
                direct = Long.parseLong(option.group(1)) << 10 * UNITS.indexOf(unit);
            }
        }
        return direct == 0 ? heap : direct;
    }

    /** How many sockets there may be; 0 where the shares leave nothing for one. */
    int sockets() {
        long least = limits().values().stream().mapToLong(Long::longValue).min().orElseThrow();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, least));
    }

    /** What allows no more than that. */
    String limit() {
        Map<String, Long> limits = limits();
        return limits.keySet().stream()
                .reduce((one, other) -> limits.get(one) <= limits.get(other) ? one : other)
                .orElseThrow();
    }

    /** How many TCP connections there may be, sockets included. */
    int connections() {
        return (int) Math.min(Integer.MAX_VALUE, sockets() + forRequests() / REQUEST);
    }

    /** Bytes for connections that are no socket yet. */
    long forRequests() {
        return left() / PART_OF_REQUESTS;
    }

    /** What there is memory for, however many TCP connections the server accepts. */
    Capacity ofMemory() {
        return new Capacity(container, heap, direct, threads, 0);
    }

    private long left() {
        return Math.max(0, container - heap - PROCESS - KAFKA - threads);
    }

    private Map<String, Long> limits() {
        Map<String, Long> limits = new LinkedHashMap<>();
        limits.put("the container", (left() - forRequests()) / SOCKET);
        limits.put("the heap", heap / HEAP);
        limits.put(DIRECT_LIMIT, (direct - KAFKA) / DIRECT);
        if (tcp > 0) {
            limits.put(TCP_LIMIT, (long) tcp - tcp / PART_OF_TCP);
        }
        return limits;
    }
}
