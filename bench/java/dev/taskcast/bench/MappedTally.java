package dev.taskcast.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The tally of a {@link LoadProcess}: numbers of 8 bytes in memory that both processes see. Only the other process
 * writes them. {@code bench/load/tally.h} has the same layout.
 */
final class MappedTally implements Tally {
    private static final VarHandle NUMBER =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Buckets for each power of two. */
    private static final int HALF = 1024;

    private static final int BUCKETS = 18 * HALF;
    private static final int LATENCIES = 8;

    /** The length of the memory, in bytes. */
    static final int LENGTH = Long.BYTES * (LATENCIES + BUCKETS);

    private final ByteBuffer memory;
    private final Consumer<String> commands;

    /** Creates the tally in {@code memory}. The process that executes {@code commands} writes it before they return. */
    MappedTally(ByteBuffer memory, Consumer<String> commands) {
        this.memory = memory;
        this.commands = commands;
    }

    @Override
    public long welcomes() {
        return number(0);
    }

    @Override
    public long welcomed() {
        return number(1);
    }

    @Override
    public long deliveries() {
        return number(2);
    }

    @Override
    public long latest() {
        return number(3);
    }

    @Override
    public long heartbeats() {
        return number(4);
    }

    @Override
    public long closes() {
        return number(5);
    }

    @Override
    public long wrong() {
        return number(6);
    }

    @Override
    public long reads() {
        return number(7);
    }

    @Override
    public void startTiming() {
        commands.accept("time");
    }

    @Override
    public Histogram stopTiming() {
        commands.accept("stop");
        Histogram micros = new Histogram(LONGEST_MICROS, 3);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long times = number(LATENCIES + bucket);
            if (times > 0) {
                int shift = Math.max(bucket / HALF - 1, 0);
                micros.recordValueWithCount((long) (bucket - shift * HALF) << shift, times);
            }
        }
        return micros;
    }

    private long number(int index) {
        return (long) NUMBER.getAcquire(memory, index * Long.BYTES);
    }
}
