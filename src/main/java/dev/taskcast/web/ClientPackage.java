package dev.taskcast.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The npm package of the client, in the form of {@code npm pack}: a compressed tar archive (POSIX ustar) of a folder
 * {@code package}. The same files always give the same bytes.
 */
final class ClientPackage {
    private static final int BLOCK = 512;
    /** The time that npm writes, in seconds since the epoch; some tools reject a file without a time. */
    private static final long CHANGED = 499_162_500L;

    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;

    private ClientPackage() {}

    /**
     * The archive.
     *
     * @param files the content of the package, by paths such as {@code bin/taskcast.js} of at most 92 bytes
     */
    static byte[] of(SortedMap<String, byte[]> files) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] content = file.getValue();
            archive.writeBytes(header("package/" + file.getKey(), content.length));
            archive.writeBytes(content);
            archive.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        }
        archive.writeBytes(new byte[2 * BLOCK]);
        return compressed(archive.toByteArray());
    }

    /** Compresses {@code content} with gzip at its highest level. */
    static byte[] compressed(byte[] content) {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return small.toByteArray();
    }

    private static byte[] header(String name, long size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, name.startsWith("package/bin/") ? "0000755" : "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, "%011o".formatted(size));
        put(block, 136, "%011o".formatted(CHANGED));
        put(block, CHECKSUM_AT, " ".repeat(CHECKSUM_LENGTH));
        put(block, 156, "0");
        put(block, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        put(block, CHECKSUM_AT, "%06o\0 ".formatted(sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
