package dev.taskcast.wire;

import java.util.HexFormat;

/**
 * Identifies the topic that a cursor belongs to: the first 5 bytes of the SHA-256 of Kafka's topic id.
 *
 * <p>A topic that is deleted and created again under the same name has another id. The gateway therefore recognises old
 * cursors and answers {@code reset}; it does not read them as positions in the new topic.
 */
public record TopicIdentity(long hash) {
    static final int BYTES = 5;

    /** The identity of the topic with this id, which is in Kafka's text form. */
    public static TopicIdentity of(String topicId) {
        return read(Sha256.of(topicId), 0);
    }

    static TopicIdentity read(byte[] bytes, int at) {
        long hash = 0;
        for (int i = 0; i < BYTES; i++) {
            hash = (hash << 8) | (bytes[at + i] & 0xff);
        }
        return new TopicIdentity(hash);
    }

    void copyTo(byte[] bytes, int at) {
        for (int i = 0; i < BYTES; i++) {
            bytes[at + i] = (byte) (hash >>> (8 * (BYTES - 1 - i)));
        }
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(hash, 2 * BYTES);
    }
}
