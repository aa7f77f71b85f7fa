package dev.taskcast.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * The leader epoch of each partition: which leader wrote the last record that was seen there.
 *
 * <p>Immutable. A leader writes each offset once, so an offset and its epoch identify one record and all records before
 * it. An offset alone does not: after an unclean election another record can have the same offset.
 *
 * <p>On the wire, the epochs are a list of unsigned LEB128 numbers. Each number holds the zigzag difference to the
 * epoch of the partition before; the first number holds the difference to 0. Its lowest bit tells whether another
 * number follows that counts the further partitions with the same epoch. Epochs are counted from 1 on the wire; 0
 * stands for an unknown epoch.
 */
public final class Epochs {
    /** Stands for an unknown epoch. */
    public static final int UNKNOWN = -1;

    /** No epoch is known. */
    public static final Epochs NONE = new Epochs(new int[0]);

    private static final int MAX_BYTES_EACH = 7;

    private final int[] epochs;
    private final byte[] encoded;

    private Epochs(int[] epochs) {
        this.epochs = epochs;
        this.encoded = encode(epochs);
    }

    /** Creates epochs, one per partition. */
    public static Epochs of(int... epochs) {
        return new Epochs(epochs.clone());
    }

    /** The epoch of the last record that was seen in {@code partition}, or {@link #UNKNOWN}. */
    public int in(int partition) {
        return partition < epochs.length ? epochs[partition] : UNKNOWN;
    }

    /** These epochs, with {@code epoch} in {@code partition}. */
    public Epochs with(int partition, int epoch) {
        if (in(partition) == epoch) {
            return this;
        }
        int[] other = new int[Math.max(epochs.length, partition + 1)];
        Arrays.setAll(other, this::in);
        other[partition] = epoch;
        return new Epochs(other);
    }

    boolean isNone() {
        return encoded.length == 0;
    }

    int length() {
        return encoded.length;
    }

    void copyTo(byte[] bytes, int at) {
        System.arraycopy(encoded, 0, bytes, at, encoded.length);
    }

    /**
     * Reads {@code in} to its end, as the epochs of at most {@code partitions} partitions; empty if they are not
     * well-formed.
     */
    static Optional<Epochs> read(Varints in, int partitions) {
        int[] epochs = new int[partitions];
        int known = 0;
        long epoch = 0;
        while (in.hasNext()) {
            long token = in.next();
            long times = (token & 1) == 0 ? 1 : 1 + in.next();
            epoch += unzigzag(token >>> 1);
            if (in.isBroken()
                    || epoch < 0
                    || epoch > 1L + Integer.MAX_VALUE
                    || times < 1
                    || times > partitions - known) {
                return Optional.empty();
            }
            Arrays.fill(epochs, known, known + (int) times, (int) (epoch - 1));
            known += (int) times;
        }
        return Optional.of(new Epochs(Arrays.copyOf(epochs, known)));
    }

    private static byte[] encode(int[] epochs) {
        int count = epochs.length;
        while (count > 0 && epochs[count - 1] == UNKNOWN) {
            count--;
        }
        byte[] bytes = new byte[count * MAX_BYTES_EACH];
        int length = 0;
        long before = 0;
        for (int partition = 0; partition < count; ) {
            int next = partition + 1;
            while (next < count && epochs[next] == epochs[partition]) {
                next++;
            }
            long epoch = 1L + epochs[partition];
            int more = next - partition - 1;
            length = Varints.write(bytes, length, zigzag(epoch - before) << 1 | (more > 0 ? 1 : 0));
            if (more > 0) {
                length = Varints.write(bytes, length, more);
            }
            before = epoch;
            partition = next;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static long zigzag(long number) {
        return number << 1 ^ number >> 63;
    }

    private static long unzigzag(long number) {
        return number >>> 1 ^ -(number & 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Epochs that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return Arrays.toString(epochs);
    }
}
