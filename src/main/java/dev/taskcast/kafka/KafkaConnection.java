package dev.taskcast.kafka;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;

/** How Kafka is reached, by the settings of the connector. */
@Singleton
class KafkaConnection {
    /** How long a client may take to close: without a broker some would wait for a minute, and a stop with them. */
    static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final Set<String> MECHANISMS =
            Set.of("GSSAPI", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER");
    private static final String CONNECTOR = "mp.messaging.connector." + TopicConnector.NAME + ".";

    private final Config config;
    private final InstantSource clock;
    private Optional<BrokerProbe> probe = Optional.empty();

    @Inject
    KafkaConnection(Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Who asks about {@code topic}, and gets each answer within {@code timeout}; the caller closes it. */
    TopicInspector inspector(String topic, Duration timeout) {
        Map<String, Object> properties = properties(AdminClientConfig.configNames());
        return new TopicInspector(Admin.create(properties), topic, timeout, probe(properties));
    }

    /** One for all who ask, so that together they knock at a silent broker as seldom as one of them. */
    private synchronized BrokerProbe probe(Map<String, Object> properties) {
        if (probe.isEmpty()) {
            List<String> brokers = List.of(text(properties, AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "")
                    .strip()
                    .split("\\s*,\\s*"));
            probe = Optional.of(new BrokerProbe(brokers, protocol(properties).endsWith("SSL"), clock));
        }
        return probe.get();
    }

    private static String protocol(Map<String, Object> properties) {
        return text(properties, AdminClientConfig.SECURITY_PROTOCOL_CONFIG, AdminClientConfig.DEFAULT_SECURITY_PROTOCOL)
                .toUpperCase(Locale.ROOT);
    }

    private static String text(Map<String, Object> properties, String name, String otherwise) {
        return properties.getOrDefault(name, otherwise).toString();
    }

    /** A client that writes, or fails within ten seconds; the caller closes it. */
    Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(writing(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The same, for records of any size that the topic takes: a large one that came compressed has to fit again. */
    Producer<byte[], byte[]> copier() {
        Map<String, Object> properties = writing();
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> writing() {
        Map<String, Object> properties = properties(ProducerConfig.configNames());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        return properties;
    }

    /**
     * A client that reads committed records of partitions that it is given, at most {@code records} in one poll, in no group; the
     * caller closes it. Keys are copied if {@code values} keeps them.
     */
    Consumer<byte[], byte[]> consumer(Values values, int records) {
        Map<String, Object> properties = reading();
        properties.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "taskcast");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
        return new KafkaConsumer<>(properties, values.keptKeys(), values);
    }

    /**
     * A client that reads committed records as a member of {@code group}, which keeps its offsets and begins at the
     * end; the caller closes it. A poll has at most {@code records}. It fetches a few mebibytes at once.
     */
    Consumer<byte[], byte[]> member(String group, Values values, int records) {
        Map<String, Object> properties = reading();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, true);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        return new KafkaConsumer<>(properties, values.keys(), values);
    }

    private Map<String, Object> reading() {
        Map<String, Object> properties = properties(ConsumerConfig.configNames());
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return properties;
    }

    private Map<String, Object> properties(Set<String> known) {
        Map<String, Object> properties = new HashMap<>();
        for (String key : config.getPropertyNames()) {
            String name = key.startsWith(CONNECTOR) ? key.substring(CONNECTOR.length()) : "";
            if (known.contains(name)) {
                config.getOptionalValue(key, String.class).ifPresent(value -> properties.put(name, value));
            }
        }
        refuseUnknownMechanism(properties);
        return properties;
    }

    /** With one that Kafka does not have its clients would try to connect without a pause, and take a processor for that. */
    private static void refuseUnknownMechanism(Map<String, Object> properties) {
        String mechanism = text(properties, SaslConfigs.SASL_MECHANISM, SaslConfigs.DEFAULT_SASL_MECHANISM);
        if (protocol(properties).startsWith("SASL") && !MECHANISMS.contains(mechanism)) {
            throw new ConfigException(SaslConfigs.SASL_MECHANISM, mechanism);
        }
    }
}
