package dev.taskcast.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.Config;

/** How Kafka is reached: the same settings as those of the channel. */
@ApplicationScoped
public class KafkaConnection {
    private static final String CONNECTOR = "mp.messaging.connector.liberty-kafka.";

    private final Config config;

    /** For the container's proxy. */
    protected KafkaConnection() {
        this(null);
    }

    @Inject
    public KafkaConnection(Config config) {
        this.config = config;
    }

    /** A client that asks about topics; the caller closes it. */
    Admin admin() {
        return Admin.create(properties(AdminClientConfig.configNames()));
    }

    private Map<String, Object> properties(Set<String> known) {
        Map<String, Object> properties = new HashMap<>();
        for (String key : config.getPropertyNames()) {
            String name = key.startsWith(CONNECTOR) ? key.substring(CONNECTOR.length()) : "";
            if (known.contains(name)) {
                config.getOptionalValue(key, String.class).ifPresent(value -> properties.put(name, value));
            }
        }
        return properties;
    }
}
