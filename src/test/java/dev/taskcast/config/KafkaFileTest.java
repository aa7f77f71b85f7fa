package dev.taskcast.config;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unreadable file for Kafka's clients stops the start; the message has its path, but nothing of its content. */
class KafkaFileTest {
    private static final String SECRET = "a-secret";

    @TempDir
    private Path folder;

    @Test
    void aFileThatIsThereIsTaken() throws IOException {
        start(Files.writeString(folder.resolve("kafka.properties"), "sasl.mechanism=PLAIN"));
    }

    @Test
    void aMissingFileIsRefused() {
        thenItIsRefused(folder.resolve("missing.properties"));
    }

    @Test
    void aFolderIsRefused() {
        thenItIsRefused(folder);
    }

    @Test
    void aFileThatIsNotAPropertiesFileIsRefused() throws IOException {
        thenItIsRefused(Files.writeString(folder.resolve("broken"), "password=" + SECRET + "\\u00zz"));
    }

    @Test
    void aFileThatIsTooLongIsRefused() throws IOException {
        thenItIsRefused(Files.writeString(folder.resolve("long"), "a=" + "b".repeat(1 << 20)));
    }

    private static void thenItIsRefused(Path file) {
        assertThatThrownBy(() -> settings().with("KAFKA_CONFIG_FILE", file).kafka())
                .hasMessage("Setting KAFKA_CONFIG_FILE is '" + file
                        + "'; allowed is a file of Java properties, at most 1 MiB, that this process may read")
                .hasNoCause();
    }

    private static void start(Path file) {
        assertThatCode(() -> settings().with("KAFKA_CONFIG_FILE", file).kafka()).doesNotThrowAnyException();
    }
}
