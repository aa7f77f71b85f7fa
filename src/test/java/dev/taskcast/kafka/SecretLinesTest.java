package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Lines;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

/** No log contains the answer of a token endpoint or a line of a key, however the server configures Kafka's loggers. */
class SecretLinesTest {
    private static final String PACKAGE = "/org/apache/kafka/common/security/oauthbearer";

    @Test
    void loggersThatSeeSecretsWriteNothingUntilTheApplicationEnds() {
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

    /**
     * Without a backslash at the end of the first line, the second line of a key is a name to Java. Kafka's clients log
     * unknown names.
     */
    @Test
    void noLineHasAPartOfABrokenKey() throws IOException {
        Properties broken = new Properties();
        broken.load(new StringReader("""
                bootstrap.servers=127.0.0.1:1
                ssl.keystore.key=-----BEGIN PRIVATE KEY-----
                MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
                hunter.two
                -----END PRIVATE KEY-----
                """));
        Map<String, String> file =
                broken.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, broken::getProperty));
        KafkaConnection connection =
                new KafkaConnection(GivenConfig.of(file, KafkaConfigSource.NAME), Clock.systemUTC());
        try (Lines lines = new Lines("")) {
            connection.inspector("a-topic", Duration.ofSeconds(1)).close();
            connection.producer().close();
            connection.consumer(new Values(1, 1), 1).close();
            assertThat(lines.all()).isNotEmpty();
            for (String part : List.of("MIIEvQ", "hunter.two", "-----END")) {
                assertThat(lines.count(part)).as(part).isZero();
            }
        } finally {
            connection.stop();
        }
    }

    /**
     * A new version of Kafka's client can have another logger. The other classes in {@code internals} never see an
     * endpoint's answer.
     */
    @Test
    void everyKafkaLoggerForTokenRequestsIsListed() throws Exception {
        URI jar = URI.create("jar:"
                + KafkaProducer.class.getProtectionDomain().getCodeSource().getLocation());
        try (FileSystem classes = FileSystems.newFileSystem(jar, Map.of())) {
            List<String> logging = new ArrayList<>(logging(classes.getPath(PACKAGE), 1));
            logging.addAll(logging(classes.getPath(PACKAGE + "/internals/secured"), Integer.MAX_VALUE));
            assertThat(logging).hasSizeGreaterThan(15).isSubsetOf(SecretLines.NAMES);
        }
    }

    private static List<String> logging(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
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
