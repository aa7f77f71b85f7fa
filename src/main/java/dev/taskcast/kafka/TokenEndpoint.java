package dev.taskcast.kafka;

import java.io.File;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * What Kafka's clients may ask for tokens, as Kafka wants to be told by system properties.
 *
 * <p>It is what the settings name, and nothing else, if nobody else has said it. What would send a secret readable over a network has to
 * be allowed by an operator.
 */
final class TokenEndpoint {
    static final String URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    static final String FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";

    private static final String LOOPBACK = "localhost|127(\\.\\d+){3}|\\[::1]";

    private String urls = "";
    private String files = "";

    /** Allows what {@code properties} name. */
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

    /** Takes back what was allowed here: another application of this server may be asked next. */
    synchronized void forget() {
        urls = allow(URLS, urls, "");
        files = allow(FILES, files, "");
    }

    /** What is allowed from now on because of us. */
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
                return false; // Kafka would take it for two.
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
