package dev.taskcast.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A file of properties for Kafka's clients, in the form of Kafka's own tools.
 *
 * <p>Its content can be secret: messages show only its path.
 */
public final class KafkaFile {
    /** The variable that names the file. */
    public static final String VARIABLE = "KAFKA_CONFIG_FILE";

    private static final int LONGEST = 1 << 20;

    private KafkaFile() {}

    /**
     * The properties in the file {@code path}. An empty value has a meaning. Without
     * {@code ssl.endpoint.identification.algorithm}, for example, Kafka checks the host in a certificate; with an empty
     * value it does not.
     *
     * @throws IllegalArgumentException if the file cannot be read
     */
    public static Map<String, String> read(String path) {
        Properties properties = new Properties();
        try {
            // As ISO 8859-1, like Kafka's tools.
            properties.load(new ByteArrayInputStream(bytes(Path.of(path))));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("Setting " + VARIABLE + " is '" + path
                    + "'; allowed is a file of Java properties, at most 1 MiB, that this process may read");
        }
        Map<String, String> values = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            values.put(name, properties.getProperty(name));
        }
        return values;
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IOException("Too long");
            }
            return bytes;
        }
    }
}
