package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

/** What a token endpoint answers is in no log, whatever the server's configuration says about Kafka's loggers. */
class SecretLinesTest {
    private static final String PACKAGE = "/org/apache/kafka/common/security/oauthbearer/internals/secured";

    @Test
    void noLineGetsOutAtAnyLevelUntilTheApplicationEnds() {
        for (String name : SecretLines.NAMES) {
            Logger logger = Logger.getLogger(name);
            SecretLines secrets = SecretLines.held();
            logger.setLevel(Level.ALL);
            assertThat(logger.getFilter().isLoggable(new LogRecord(Level.SEVERE, "a token")))
                    .as(name)
                    .isFalse();
            secrets.release();
            logger.setLevel(null);
            assertThat(logger.getFilter()).isNull();
        }
    }

    /** A new version of Kafka's client can have another one. */
    @Test
    void allThatLogInKafkasPackageForRequestsOfTokensAreMeant() throws Exception {
        URI jar = URI.create("jar:"
                + KafkaProducer.class.getProtectionDomain().getCodeSource().getLocation());
        try (FileSystem classes = FileSystems.newFileSystem(jar, Map.of())) {
            List<String> logging = logging(classes.getPath(PACKAGE));
            assertThat(logging).hasSizeGreaterThan(5).isSubsetOf(SecretLines.NAMES);
        }
    }

    private static List<String> logging(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".class"))
                    .map(file ->
                            file.substring(1, file.length() - ".class".length()).replace('/', '.'))
                    .filter(SecretLinesTest::logs)
                    .toList();
        }
    }

    private static boolean logs(String name) {
        try {
            Class<?> type = Class.forName(name, false, SecretLinesTest.class.getClassLoader());
            return Arrays.stream(type.getDeclaredFields())
                    .anyMatch(field -> field.getType().equals(org.slf4j.Logger.class));
        } catch (ClassNotFoundException gone) {
            throw new AssertionError(gone);
        }
    }
}
