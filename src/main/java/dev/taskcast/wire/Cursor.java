package dev.taskcast.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * "I have seen everything up to here": for every partition of one topic, the offset that comes next.
 *
 * <p>Immutable. On the wire it is base64url without padding of: version (1 byte, value 1), topic (5
 * bytes, see {@link TopicIdentity}), and per partition from 0 the next offset as unsigned LEB128 (1 to 9
 * bytes). It is not signed: a forged cursor only changes what the forger itself is sent again.
 */
public final class Cursor {
    /** The longest text that is read as a cursor, in characters: 2 KiB, enough for 250 partitions. */
    public static final int MAX_LENGTH = 2048;

    private static final byte VERSION = 1;
    private static final int HEADER = 1 + TopicIdentity.BYTES;
    private static final int MAX_VARINT = 9;

    private final TopicIdentity topic;
    private final long[] next;

    /** A cursor into {@code topic}; {@code next} is copied. */
    public Cursor(TopicIdentity topic, long[] next) {
        this.topic = topic;
        this.next = next.clone();
    }

    /** The topic that the offsets belong to. */
    public TopicIdentity topic() {
        return topic;
    }

    /** How many partitions it covers. */
    public int partitions() {
        return next.length;
    }

    /** The offset that comes next in {@code partition}; 0 for a partition that it does not cover. */
    public long next(int partition) {
        return partition < next.length ? next[partition] : 0;
    }

    /** Whether everything that {@code other} has seen was seen here too. */
    public boolean covers(Cursor other) {
        for (int partition = 0; partition < other.next.length; partition++) {
            if (next(partition) < other.next[partition]) {
                return false;
            }
        }
        return true;
    }

    /** Everything that this one or {@code other} has seen. Both are of the same topic. */
    public Cursor union(Cursor other) {
        long[] union = new long[Math.max(next.length, other.next.length)];
        Arrays.setAll(union, partition -> Math.max(next(partition), other.next(partition)));
        return new Cursor(topic, union);
    }

    /** The text that a client keeps and sends back. */
    public String encode() {
        byte[] bytes = new byte[HEADER + MAX_VARINT * next.length];
        bytes[0] = VERSION;
        topic.copyTo(bytes, 1);
        int length = HEADER;
        for (long offset : next) {
            long rest = offset;
            while (rest > 0x7f) {
                bytes[length++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[length++] = (byte) rest;
        }
        ByteBuffer text = Base64.getUrlEncoder().withoutPadding().encode(ByteBuffer.wrap(bytes, 0, length));
        return new String(text.array(), 0, text.limit(), StandardCharsets.ISO_8859_1);
    }

    /** The cursor that {@code text} stands for; empty when it is too long or not a cursor. */
    public static Optional<Cursor> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length < HEADER || bytes[0] != VERSION) {
            return Optional.empty();
        }
        return offsets(bytes).map(next -> new Cursor(TopicIdentity.read(bytes, 1), next));
    }

    private static Optional<long[]> offsets(byte[] bytes) {
        long[] next = new long[bytes.length - HEADER];
        int partitions = 0;
        long offset = 0;
        int shift = 0;
        for (int i = HEADER; i < bytes.length; i++) {
            offset |= (bytes[i] & 0x7fL) << shift;
            shift += 7;
            if (bytes[i] >= 0) {
                next[partitions++] = offset;
                offset = 0;
                shift = 0;
            } else if (shift >= 7 * MAX_VARINT) {
                return Optional.empty();
            }
        }
        return shift == 0 ? Optional.of(Arrays.copyOf(next, partitions)) : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor that && topic.equals(that.topic) && Arrays.equals(next, that.next);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + Arrays.hashCode(next);
    }

    @Override
    public String toString() {
        return topic + Arrays.toString(next);
    }
}
