package dev.taskcast.kafka;

import java.io.File;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * The URLs and files that Kafka's clients may use for tokens. Kafka reads them from system properties.
 *
 * <p>The gateway allows exactly what the settings name, unless an operator has set the properties. An operator must
 * allow an address that would send a secret unencrypted over a network.
 */
final class TokenEndpoint {
    static final String URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    static final String FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";

    private static final String LOOPBACK = "localhost|127(\\.\\d+){3}|\\[::1]";

    private String urls = "";
    private String files = "";

    /** Allows the URLs and files that {@code properties} name. */
    synchronized void allow(Map<String, Object> properties) {
        String url = text(properties, SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL);
        urls = allow(URLS, urls, isSafe(url) ? url : "");
        String named = List.of(
                        SaslConfigs.SASL_OAUTHBEARER_ASSERTION_FILE,
                        SaslConfigs.SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE,
                        SaslConfigs.SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE)
                .stream()
                .map(name -> text(properties, name))
                .filter(name -> !name.isEmpty())
                .map(name -> new File(name).getAbsolutePath())
                .collect(Collectors.joining(","));
        files = allow(FILES, files, named);
    }

    /** Removes what was allowed here: another application of this server may use the properties next. */
    synchronized void forget() {
        urls = allow(URLS, urls, "");
        files = allow(FILES, files, "");
    }

    /**
     * Sets {@code property} to {@code now}, unless an operator has set it. Returns the value that was set here, or
     * nothing.
     */
    private static String allow(String property, String before, String now) {
        String said = Optional.ofNullable(System.getProperty(property)).orElse("");
        if (!said.equals(before)) {
            return "";
        }
        if (!now.isEmpty()) {
            System.setProperty(property, now);
        } else if (!before.isEmpty()) {
            System.clearProperty(property);
        }
        return now;
    }

    private static boolean isSafe(String url) {
        try {
            URI uri = URI.create(url);
            if (url.contains(",")) {
                return false; // Kafka would read it as two values.
            }
            return "https".equalsIgnoreCase(uri.getScheme())
                    || "file".equalsIgnoreCase(uri.getScheme())
                    || uri.getHost() != null && uri.getHost().matches(LOOPBACK);
        } catch (IllegalArgumentException whichKafkaRefuses) {
            return false;
        }
    }

    private static String text(Map<String, Object> properties, String name) {
        return properties.getOrDefault(name, "").toString().strip();
    }
}
