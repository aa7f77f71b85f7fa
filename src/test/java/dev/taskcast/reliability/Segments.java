package dev.taskcast.reliability;

import dev.taskcast.harness.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of one topic on a broker's disk. Each change stops the broker and starts it again. */
final class Segments {
    private final KafkaBroker broker;
    private final String topic;
    private final int partitions;

    Segments(KafkaBroker broker, String topic, int partitions) {
        this.broker = broker;
        this.topic = topic;
        this.partitions = partitions;
    }

    /** Saves the current files. */
    void save() throws IOException {
        broker.stop();
        for (int partition = 0; partition < partitions; partition++) {
            copy(broker.data(topic, partition), saved(partition));
        }
        broker.start();
    }

    /** Restores the saved files, so that all later records are lost. */
    void restore() throws IOException {
        broker.stop();
        for (int partition = 0; partition < partitions; partition++) {
            delete(broker.data(topic, partition));
            copy(saved(partition), broker.data(topic, partition));
        }
        broker.start();
    }

    /**
     * Changes a byte of the first record in partition 0 that contains {@code mark}. The checksum of its batch is then
     * wrong.
     */
    void damage(String mark) throws IOException {
        broker.stop();
        Path segment = broker.data(topic, 0).resolve("00000000000000000000.log");
        byte[] bytes = Files.readAllBytes(segment);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(mark);
        if (at < 0) {
            throw new IllegalStateException("There is no record to damage in " + segment);
        }
        bytes[at] ^= 1;
        Files.write(segment, bytes);
        broker.start();
    }

    private Path saved(int partition) {
        Path data = broker.data(topic, partition);
        return data.getParent().resolveSibling("saved").resolve(data.getFileName());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
