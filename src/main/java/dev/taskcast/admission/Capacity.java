package dev.taskcast.admission;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For how many sockets this process has memory.
 *
 * <p>When the heap is full, liveness has the process restarted. When direct memory is full this container no longer answers anybody, and does
 * not say so. So no more sockets are let in than fit beside a full window, all taking as much as they can.
 */
final class Capacity {
    /** Of the heap, for each: a quarter is the socket's, or less; the rest the window's, the batches' and everything else's. */
    private static final long HEAP = 80 << 10;
    /** Of direct memory, for each socket: the container's buffers for the read and the write that are under way. */
    private static final long DIRECT = 16 << 10;
    /** Of direct memory, for the container's pool of buffers and for Kafka. */
    private static final long DIRECT_FOR_OTHERS = 32 << 20;

    private static final Pattern MAX_DIRECT = Pattern.compile("-XX:MaxDirectMemorySize=([0-9]+)([kKmMgGtT]?)");

    private static final List<String> UNITS = List.of("", "k", "m", "g", "t");

    private Capacity() {}

    /** Of this process. */
    static int ofProcess() {
        long heap = Runtime.getRuntime().maxMemory();
        return of(heap, direct(heap, ManagementFactory.getRuntimeMXBean().getInputArguments()));
    }

    static int of(long heap, long direct) {
        return (int)
                Math.max(1, Math.min(Integer.MAX_VALUE, Math.min(heap / HEAP, (direct - DIRECT_FOR_OTHERS) / DIRECT)));
    }

    /** Direct memory by the {@code arguments} of the virtual machine, the last of which counts; as much as the heap without. */
    static long direct(long heap, List<String> arguments) {
        long direct = heap;
        for (String argument : arguments) {
            Matcher option = MAX_DIRECT.matcher(argument);
            if (option.matches()) {
                String unit = option.group(2).toLowerCase(Locale.ROOT);
                direct = Long.parseLong(option.group(1)) << 10 * UNITS.indexOf(unit);
            }
        }
        return direct;
    }
}
