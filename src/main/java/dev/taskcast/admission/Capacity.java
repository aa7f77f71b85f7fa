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
 * How the memory of a container is divided, and how many sockets fit if each takes its whole share.
 *
 * <p>The kernel kills a process that is larger than its container, and the kernel's own memory for a socket counts too.
 * When the heap is full, liveness fails, so the process is restarted. When direct memory is full, this server answers
 * nobody any more, and does not report it.
 *
 * @param container the size of the container, or of the machine, in bytes
 * @param heap the maximum size of the heap, in bytes
 * @param direct the maximum of direct memory by the options of the virtual machine, in bytes
 * @param threads the memory for threads that wait for sockets, in bytes
 * @param tcp how many TCP connections the server accepts; 0 if that is not known
 */
record Capacity(long container, long heap, long direct, long threads, int tcp) {
    /** Memory for classes, compiled code, the threads of the server, and the pages of files that are in use. */
    static final long PROCESS = 216L << 20;
    /** Direct memory for the answers of brokers. */
    static final long KAFKA = 24L << 20;
    /**
     * Memory outside the heap for each socket: buffers of the server, and of the kernel for a device that does not
     * read.
     */
    static final long SOCKET = (16 + 56) << 10;

    static final String DIRECT_LIMIT = "MaxDirectMemorySize";
    static final String TCP_LIMIT = "HTTP_MAX_CONNECTIONS";

    /** The stack of a thread, in the process and in the kernel. */
    private static final long THREAD = 128 << 10;
    /**
     * Heap for each socket. The socket itself takes at most a quarter; the rest is for the window, batches and
     * everything else.
     */
    private static final long HEAP = 80 << 10;
    /** Direct memory for each socket. */
    private static final long DIRECT = 16 << 10;
    /** Memory outside the heap for a connection that has not finished its request. */
    private static final long REQUEST = 14 << 10;
    /** Of the memory for connections, one byte in {@value} is for connections that are not sockets yet. */
    private static final int PART_OF_REQUESTS = 8;
    /**
     * Of the TCP connections that the server accepts, one in {@value} is reserved for those that are not sockets. At
     * its own limit the server cuts a client, which would then not get 1013.
     */
    private static final int PART_OF_TCP = 16;

    private static final Pattern MAX_DIRECT = Pattern.compile("-XX:MaxDirectMemorySize=([0-9]+)([kKmMgGtT]?)");

    private static final List<String> UNITS = List.of("", "k", "m", "g", "t");

    /** The capacity of this process. */
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

    /**
     * The limit of direct memory from the {@code arguments} of the virtual machine; the last one counts. Without one,
     * or with 0, it is the size of the heap.
     */
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

    /** How many sockets fit; 0 if not even one fits. */
    int sockets() {
        long least = limits().values().stream().mapToLong(Long::longValue).min().orElseThrow();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, least));
    }

    /** The name of what limits the number of sockets. */
    String limit() {
        Map<String, Long> limits = limits();
        return limits.keySet().stream()
                .reduce((one, other) -> limits.get(one) <= limits.get(other) ? one : other)
                .orElseThrow();
    }

    /** How many TCP connections fit, including sockets. */
    int connections() {
        return (int) Math.min(Integer.MAX_VALUE, sockets() + forRequests() / REQUEST);
    }

    /** The memory for connections that are not sockets yet, in bytes. */
    long forRequests() {
        return left() / PART_OF_REQUESTS;
    }

    /** The capacity by memory alone, however many TCP connections the server accepts. */
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
