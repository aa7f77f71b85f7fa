package dev.taskcast.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The cost of Kafka alone: a consumer that only reads the time in each event.
 *
 * <p>It prints {@code ready} once it reads. For each line on standard input it prints a histogram of the microseconds
 * since the previous line, compressed, in Base64. Environment: {@code KAFKA_BOOTSTRAP_SERVERS}.
 */
public final class BareConsumer {
    private static final String SENT = "\"sent\":";
    private static final long LONGEST_MICROS = 120_000_000;

    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

    private BareConsumer() {}

    /** Reads until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        new BareConsumer().run();
    }

    private void run() throws IOException {
        Thread reader = new Thread(this::read, "reader");
        reader.setDaemon(true);
        reader.start();
        for (int next = System.in.read(); next >= 0; next = System.in.read()) {
            synchronized (micros) {
                ByteBuffer bytes = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
                int length = micros.encodeIntoCompressedByteBuffer(bytes);
                System.out.println(Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)));
                micros.reset();
            }
        }
    }

    private void read() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        System.getenv("KAFKA_BOOTSTRAP_SERVERS"),
                        "group.id",
                        "bare-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "latest",
                        "enable.auto.commit",
                        "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("task-updates"));
            while (consumer.assignment().isEmpty()) {
                consumer.poll(Duration.ofMillis(100));
            }
            consumer.assignment().forEach(consumer::position);
            System.out.println("ready");
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    record(record.value());
                }
            }
        }
    }

    private void record(byte[] value) {
        String text = new String(value, StandardCharsets.ISO_8859_1);
        int from = text.indexOf(SENT) + SENT.length();
        long sent = Long.parseLong(text, from, text.indexOf(',', from), 10);
        Instant now = Instant.now();
        long late = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000 - sent;
        synchronized (micros) {
            micros.recordValue(Math.min(Math.max(late, 0), LONGEST_MICROS));
        }
    }
}
