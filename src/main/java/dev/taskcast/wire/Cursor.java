package dev.taskcast.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A client's position in one topic: the next offset of every partition, and the leader epoch of the last record seen
 * there.
 *
 * <p>Immutable. On the wire, a cursor is base64url without padding. It begins with the version (1 byte, value 2) and
 * the topic (5 bytes, see {@link TopicIdentity}). The number of partitions, the next offset of each partition from 0
 * on, and the {@link Epochs} follow. Numbers are unsigned LEB128.
 *
 * <p>A cursor has the earlier form if it knows no epoch, or if the epochs would make it too long. That form is version
 * 1, topic, offsets.
 *
 * <p>A cursor is not signed: a forged cursor changes only what the gateway sends to the forger again.
 */
public final class Cursor {
    /** The longest text that is accepted as a cursor, in characters: 2 KiB, enough for 200 partitions. */
    public static final int MAX_LENGTH = 2048;

    private static final byte WITHOUT_EPOCHS = 1;
    private static final byte WITH_EPOCHS = 2;
    private static final int HEADER = 1 + TopicIdentity.BYTES;
    private static final int MAX_COUNT_BYTES = 3;
    private static final int MAX_BYTES = MAX_LENGTH / 4 * 3;

    private final TopicIdentity topic;
    private final long[] next;
    private final Epochs epochs;

    /** Creates a cursor into {@code topic}; copies {@code next}. */
    public Cursor(TopicIdentity topic, long[] next, Epochs epochs) {
        this.topic = topic;
        this.next = next.clone();
        this.epochs = epochs;
    }

    /** Creates a cursor that knows no epoch. */
    public Cursor(TopicIdentity topic, long[] next) {
        this(topic, next, Epochs.NONE);
    }

    /** The topic that the offsets belong to. */
    public TopicIdentity topic() {
        return topic;
    }

    /** How many partitions this cursor covers. */
    public int partitions() {
        return next.length;
    }

    /** The next offset in {@code partition}; 0 for a partition that this cursor does not cover. */
    public long next(int partition) {
        return partition < next.length ? next[partition] : 0;
    }

    /** The next offset of every partition that this cursor covers. */
    public long[] next() {
        return next.clone();
    }

    /** The leader epoch of the last record that was seen in {@code partition}, or {@link Epochs#UNKNOWN}. */
    public int epoch(int partition) {
        return epochs.in(partition);
    }

    /** Whether this cursor has seen every record that {@code other} has seen, provided both are of the same history. */
    public boolean covers(Cursor other) {
        for (int partition = 0; partition < other.next.length; partition++) {
            if (next(partition) < other.next[partition]) {
                return false;
            }
        }
        return true;
    }

    /**
     * This cursor after one more record of {@code epoch} in {@code partition}; {@code following} is the next offset
     * there.
     */
    public Cursor with(int partition, long following, int epoch) {
        long[] other = Arrays.copyOf(next, Math.max(next.length, partition + 1));
        other[partition] = following;
        return new Cursor(topic, other, epochs.with(partition, epoch));
    }

    /**
     * The cursor that has seen every record that this cursor or {@code other} has seen. Both are of the same topic and
     * history.
     */
    public Cursor union(Cursor other) {
        long[] union = new long[Math.max(next.length, other.next.length)];
        int[] unionEpochs = new int[union.length];
        for (int partition = 0; partition < union.length; partition++) {
            union[partition] = Math.max(next(partition), other.next(partition));
            boolean onlyHere = next(partition) > other.next(partition);
            boolean onlyThere = next(partition) < other.next(partition);
            unionEpochs[partition] = Math.max(
                    onlyThere ? Epochs.UNKNOWN : epoch(partition), onlyHere ? Epochs.UNKNOWN : other.epoch(partition));
        }
        return new Cursor(topic, union, Epochs.of(unionEpochs));
    }

    /** The text that a client stores and sends back. */
    public String encode() {
        byte[] bytes = new byte[HEADER + MAX_COUNT_BYTES + Varints.MAX_BYTES * next.length + epochs.length()];
        int length = write(bytes, epochs);
        if (length > MAX_BYTES) {
            length = write(bytes, Epochs.NONE);
        }
        ByteBuffer text = Base64.getUrlEncoder().withoutPadding().encode(ByteBuffer.wrap(bytes, 0, length));
        return new String(text.array(), 0, text.limit(), StandardCharsets.ISO_8859_1);
    }

    private int write(byte[] bytes, Epochs known) {
        bytes[0] = known.isNone() ? WITHOUT_EPOCHS : WITH_EPOCHS;
        topic.copyTo(bytes, 1);
        int length = HEADER;
        if (!known.isNone()) {
            length = Varints.write(bytes, length, next.length);
        }
        for (long offset : next) {
            length = Varints.write(bytes, length, offset);
        }
        known.copyTo(bytes, length);
        return length + known.length();
    }

    /** Parses {@code text}; empty if it is too long or not a cursor. */
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
        if (bytes.length < HEADER) {
            return Optional.empty();
        }
        TopicIdentity topic = TopicIdentity.read(bytes, 1);
        Varints in = new Varints(bytes, HEADER);
        return switch (bytes[0]) {
            case WITHOUT_EPOCHS -> offsets(in).map(next -> new Cursor(topic, next));
            case WITH_EPOCHS -> withEpochs(topic, in);
            default -> Optional.empty();
        };
    }

    private static Optional<long[]> offsets(Varints in) {
        long[] next = new long[in.rest()];
        int partitions = 0;
        while (in.hasNext()) {
            next[partitions++] = in.next();
        }
        return in.isBroken() ? Optional.empty() : Optional.of(Arrays.copyOf(next, partitions));
    }

    private static Optional<Cursor> withEpochs(TopicIdentity topic, Varints in) {
        long partitions = in.next();
        if (partitions > in.rest()) {
            return Optional.empty();
        }
        long[] next = new long[(int) partitions];
        Arrays.setAll(next, partition -> in.next());
        Optional<Epochs> epochs = in.isBroken() ? Optional.empty() : Epochs.read(in, next.length);
        return epochs.map(known -> new Cursor(topic, next, known));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor that
                && topic.equals(that.topic)
                && Arrays.equals(next, that.next)
                && epochs.equals(that.epochs);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * topic.hashCode() + Arrays.hashCode(next)) + epochs.hashCode();
    }

    @Override
    public String toString() {
        return topic + Arrays.toString(next) + epochs;
    }
}
