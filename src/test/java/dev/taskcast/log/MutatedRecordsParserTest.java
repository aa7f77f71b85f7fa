package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.log.GoldenRecords.Golden;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Feeds records that were good once, and then were damaged.
 *
 * <p>The seed of a failure is in its message: {@code -Dtaskcast.test.seed=…} repeats it.
 */
class MutatedRecordsParserTest {
    private static final int RECORDS = 20_000;
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

    private final long seed = Long.getLong("taskcast.test.seed", System.nanoTime());
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    private final RecordParser parser = new RecordParser(new RecordLimits(4096, 64, 4));

    @Test
    void aDamagedRecordIsAnEventOrUnusableAndNothingElse() {
        List<Golden> golden = GoldenRecords.all();
        int usable = 0;
        for (int i = 0; i < RECORDS; i++) {
            SourceRecord good = golden.get(random.nextInt(golden.size())).record();
            Map<String, byte[]> headers = headers(good);
            byte[] value = good.value();
            for (int damage = 1 + random.nextInt(4); damage > 0; damage--) {
                value = damaged(value);
            }
            if (outcome(value, headers).isPresent()) {
                usable++;
            }
        }
        assertThat(usable).as("seed %d: some survive, most do not", seed).isBetween(RECORDS / 100, RECORDS * 9 / 10);
    }

    @Test
    void aRecordCutAtAnyByteIsNoEvent() {
        for (Golden golden : GoldenRecords.read("plain")) {
            byte[] value = golden.record().value();
            int end = new String(value, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8).length;
            int start = value.length
                    - new String(value, StandardCharsets.UTF_8).stripLeading().getBytes(StandardCharsets.UTF_8).length;
            for (int length = 0; length < start + end; length++) {
                assertThat(outcome(Arrays.copyOf(value, length), headers(golden.record())))
                        .as("%s, %d bytes", golden.what(), length)
                        .isEmpty();
            }
        }
    }

    /** The event, if it is one; whatever else is thrown fails the test with the record. */
    private Optional<Event> outcome(byte[] value, Map<String, byte[]> headers) {
        try {
            Event event = parser.parse(GoldenRecords.record(value, headers));
            if (event instanceof TaskEvent task) {
                assertThat(task.task()).startsWith("{").endsWith("}");
                byte[] wire = task.task().getBytes(StandardCharsets.UTF_8);
                assertThat(new String(wire, StandardCharsets.UTF_8))
                        .as("fits UTF-8")
                        .isEqualTo(task.task());
            }
            return Optional.of(event);
        } catch (UnusableRecordException unusable) {
            return Optional.empty();
        } catch (RuntimeException | Error wrong) {
            throw new AssertionError(
                    "seed " + seed + ", record " + HexFormat.of().formatHex(value), wrong);
        }
    }

    private Map<String, byte[]> headers(SourceRecord record) {
        Map<String, byte[]> headers = new HashMap<>();
        for (String name :
                List.of("content-type", "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time")) {
            record.headers()
                    .last(name)
                    .ifPresent(value -> headers.put(name, random.nextInt(20) == 0 ? damaged(value) : value));
        }
        return headers;
    }

    private byte[] damaged(byte[] bytes) {
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

    /** Bytes before {@code at}, then {@code graft}, then those from {@code to} on. */
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
