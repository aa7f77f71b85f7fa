package dev.taskcast.proof;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * A batch that cannot be read. It changes a byte on the disk of the leader before a gateway has read the batch.
 *
 * <p>Afterwards it restores the byte. Otherwise a broker that starts would cut off the log at that place.
 */
final class PoisonBatch {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String MARK = "a-mark-in-the-segment";
    /** The number of bytes at the end of the segment in which it looks for the mark. */
    private static final int TAIL = 100_000;

    private final World world;

    PoisonBatch(World world) {
        this.world = world;
    }

    /** Damages a batch. Each device must be told to reload. */
    void strike() throws Exception {
        List<Ending> cuts = cutOff();
        TopicPartition partition = world.kafka().write("nobody", MARK);
        Path segment = segment(partition);
        long place = place(segment);
        flip(segment, place);
        try (Demand demand = world.oracle().demand(Fault.POISON_BATCH.reasons())) {
            for (Ending cut : cuts) {
                cut.end();
            }
            demand.await(PATIENCE);
        } finally {
            flip(segment, place);
        }
    }

    /** Cuts all gateways off from the brokers, so that no gateway reads anything. */
    private List<Ending> cutOff() {
        return world.cluster().lines().map(line -> line.under(Weather.CUT)).toList();
    }

    private Path segment(TopicPartition partition) throws Exception {
        int leader = world.cluster().leader(partition.partition());
        Path folder = world.cluster().broker(leader).data(partition.topic(), partition.partition());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .reduce((one, next) -> next)
                    .orElseThrow();
        }
    }

    private static long place(Path segment) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "r")) {
            long begin = Math.max(0, file.length() - TAIL);
            byte[] tail = new byte[(int) (file.length() - begin)];
            file.seek(begin);
            file.readFully(tail);
            int place = new String(tail, StandardCharsets.ISO_8859_1).lastIndexOf(MARK);
            if (place < 0) {
                throw new IllegalStateException("There is no record to damage in " + segment);
            }
            return begin + place;
        }
    }

    private static void flip(Path segment, long place) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(place);
            int old = file.read();
            file.seek(place);
            file.write(old ^ 1);
        }
    }
}
