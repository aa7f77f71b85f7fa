package dev.taskcast.events;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Damages records at random, in the same way in each run. Another {@code -Dtaskcast.test.seed=…} damages them
 * differently; the message of a failure has its seed.
 */
public final class Damage {
    private static final byte[][] GRAFTS = grafts(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\\",
            "\\u",
            "\\ud800",
            "null",
            "true",
            "1e999",
            "-",
            "0",
            "NaN",
            "\u0000",
            "\n",
            "\uFEFF",
            "/*",
            "\"user_id\":\"eve\",",
            "\"specversion\":\"1.0\",",
            "\"data\":",
            "[".repeat(200),
            "\"task\":{}");

    private final long seed = Long.getLong("taskcast.test.seed", 20_261_123L);
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);

    /** The source of the randomness. */
    RandomGenerator random() {
        return random;
    }

    /** The message for {@code bytes} that had an unexpected effect. */
    String report(byte[] bytes) {
        return "seed " + seed + ", bytes " + HexFormat.of().formatHex(bytes);
    }

    /** {@code bytes} with one to four damages. */
    public byte[] several(byte[] bytes) {
        byte[] result = bytes;
        for (int wounds = 1 + random.nextInt(4); wounds > 0; wounds--) {
            result = one(result);
        }
        return result;
    }

    /** {@code bytes} cut off, or with some bytes removed, repeated, replaced, changed or inserted. */
    byte[] one(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> joined(bytes, at, new byte[0], to);
            case 2 -> joined(bytes, at, GRAFTS[random.nextInt(GRAFTS.length)], at);
            case 3 -> joined(bytes, at, GRAFTS[random.nextInt(GRAFTS.length)], to);
            case 4 -> joined(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
            default -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, Math.min(bytes.length, at + 1));
        };
    }

    /** The bytes before {@code at}, then {@code graft}, then the bytes from {@code to} on. */
    private static byte[] joined(byte[] bytes, int at, byte[] graft, int to) {
        byte[] result = Arrays.copyOf(bytes, at + graft.length + bytes.length - to);
        System.arraycopy(graft, 0, result, at, graft.length);
        System.arraycopy(bytes, to, result, at + graft.length, bytes.length - to);
        return result;
    }

    private static byte[][] grafts(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
