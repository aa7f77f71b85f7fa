package dev.taskcast.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ClientPackageTest {
    private static final int BLOCK = 512;

    private static final SortedMap<String, byte[]> FILES = new TreeMap<>();

    static {
        FILES.put("package.json", "{\"name\":\"x\"}".getBytes(UTF_8));
        FILES.put("bin/x.js", new byte[BLOCK]);
        FILES.put("empty.js", new byte[0]);
    }

    @Test
    void itIsATarArchiveOfAFolderNamedPackage() throws IOException {
        byte[] tar = unpacked();
        assertThat(text(tar, 0, 100)).isEqualTo("package/bin/x.js");
        assertThat(text(tar, 100, 8)).isEqualTo("0000755");
        assertThat(text(tar, 124, 12)).isEqualTo("00000001000");
        int second = 2 * BLOCK;
        assertThat(text(tar, second, 100)).isEqualTo("package/empty.js");
        int third = second + BLOCK;
        assertThat(text(tar, third, 100)).isEqualTo("package/package.json");
        assertThat(text(tar, third + BLOCK, BLOCK)).isEqualTo("{\"name\":\"x\"}");
        assertThat(tar).hasSize(third + 4 * BLOCK);
        assertThat(Arrays.copyOfRange(tar, third + 2 * BLOCK, tar.length)).containsOnly(0);
    }

    @Test
    void theChecksumOfAHeaderIsRight() throws IOException {
        byte[] header = Arrays.copyOf(unpacked(), BLOCK);
        int told = Integer.parseInt(text(header, 148, 8).strip(), 8);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        assertThat(told).isEqualTo(sum);
    }

    @Test
    void itIsTheSameForTheSameFiles() {
        assertThat(ClientPackage.of(FILES)).isEqualTo(ClientPackage.of(new TreeMap<>(FILES)));
    }

    private static byte[] unpacked() throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(ClientPackage.of(FILES)))) {
            return gzip.readAllBytes();
        }
    }

    private static String text(byte[] bytes, int at, int length) {
        String all = new String(bytes, at, length, UTF_8);
        int end = all.indexOf('\0');
        return end < 0 ? all : all.substring(0, end);
    }
}
