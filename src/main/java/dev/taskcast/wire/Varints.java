package dev.taskcast.wire;

/**
 * Reads unsigned LEB128 numbers of at most 63 bits, one after the other. Malformed input sets {@link #isBroken};
 * reading never throws.
 */
final class Varints {
    /** The longest number, in bytes. */
    static final int MAX_BYTES = 9;

    private final byte[] bytes;
    private int at;
    private boolean broken;

    /** Creates a reader of {@code bytes} from index {@code at} to their end. */
    Varints(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** Writes {@code number} at index {@code at} and returns the index after it. */
    static int write(byte[] bytes, int at, long number) {
        int behind = at;
        long rest = number;
        while (rest > 0x7f) {
            bytes[behind++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[behind++] = (byte) rest;
        return behind;
    }

    boolean hasNext() {
        return !broken && at < bytes.length;
    }

    /** How many bytes are left. There cannot be more numbers than bytes. */
    int rest() {
        return bytes.length - at;
    }

    /** Whether the reader met bytes that are not a number. */
    boolean isBroken() {
        return broken;
    }

    /** The next number; 0 if there is no number. */
    long next() {
        long number = 0;
        for (int shift = 0; shift < 7 * MAX_BYTES && at < bytes.length; shift += 7) {
            byte next = bytes[at++];
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        broken = true;
        return 0;
    }
}
