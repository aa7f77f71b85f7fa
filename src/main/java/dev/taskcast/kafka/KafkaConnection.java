package dev.taskcast.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;

/** Creates Kafka's clients from the connector's settings. */
@Singleton
class KafkaConnection {
    private static final Logger LOGGER = Logger.getLogger(KafkaConnection.class.getName());

    /**
     * How long closing a client may take. Without a broker, some clients would wait for a minute, and delay the stop.
     */
    static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Settings that belong to the gateway: an operator's value for them has no effect. */
    static final Set<String> OWN = Set.of(
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

    private final ClientProperties settings;
    private final InstantSource clock;
    private Optional<BrokerProbe> probe = Optional.empty();

    @Inject
    KafkaConnection(Config config, InstantSource clock) {
        this.settings = new ClientProperties(config, clock);
        this.clock = clock;
    }

    /** Removes what the clients leave behind in the process. */
    @PreDestroy
    void stop() {
        settings.forget();
        SaslProviders.remove(KafkaConnection.class.getClassLoader());
    }

    /** Creates an inspector of {@code topic}. It gets each answer within {@code timeout}. The caller closes it. */
    TopicInspector inspector(String topic, Duration timeout) {
        Map<String, Object> properties = settings.of(AdminClientConfig.configNames());
        return new TopicInspector(made(() -> Admin.create(properties)), topic, timeout, probe(properties));
    }

    /** One probe for all inspectors, so that together they connect to a silent broker as seldom as one inspector. */
    private synchronized BrokerProbe probe(Map<String, Object> properties) {
        if (probe.isEmpty()) {
            List<String> brokers =
                    List.of(ClientProperties.text(properties, AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "")
                            .strip()
                            .split("\\s*,\\s*"));
            probe = Optional.of(new BrokerProbe(
                    brokers, ClientProperties.protocol(properties).endsWith("SSL"), clock));
        }
        return probe.get();
    }

    /** A library that lacks a class counts as trouble, like any other failure: it must not end the calling thread. */
    private static <T> T made(Supplier<T> client) {
        try {
            return client.get();
        } catch (LinkageError incomplete) {
            throw new KafkaException(incomplete);
        }
    }

    /** Creates a client that writes, or fails within ten seconds. The caller closes it. */
    Producer<byte[], byte[]> producer() {
        Map<String, Object> properties = writing();
        return made(() -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /**
     * Creates such a client for records of any size that the topic accepts. It compresses, so that a large record that
     * arrived compressed fits into the other topic too.
     */
    Producer<byte[], byte[]> copier() {
        Map<String, Object> properties = writing();
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        return made(() -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** The properties of a client that writes. */
    Map<String, Object> writing() {
        Map<String, Object> properties = settings.of(ProducerConfig.configNames());
        properties.keySet().removeAll(OWN);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        return properties;
    }

    /**
     * Creates a client that reads committed records of the partitions that it is given, in no group. A poll has at most
     * {@code records}. Keys are copied if {@code values} keeps them. The caller closes it.
     */
    Consumer<byte[], byte[]> consumer(Values values, int records) {
        Map<String, Object> properties = reading();
        properties.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "taskcast");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
        return made(() -> new KafkaConsumer<>(properties, values.keptKeys(), values));
    }

    /**
     * Creates a client that reads committed records as a member of {@code group}, which keeps its offsets and begins at
     * the end. A poll has at most {@code records}. It fetches a few mebibytes at a time. The caller closes it.
     */
    Consumer<byte[], byte[]> member(String group, Values values, int records) {
        Map<String, Object> properties = reading();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, true);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        return made(() -> new KafkaConsumer<>(properties, values.keys(), values));
    }

    /** The properties of every client that reads. */
    Map<String, Object> reading() {
        Map<String, Object> properties = settings.of(ConsumerConfig.configNames());
        properties.keySet().removeAll(OWN);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return properties;
    }

    /** Closes {@code consumer}. A failure is no matter of the caller: the consumer is not used any more. */
    static void close(Consumer<?, ?> consumer) {
        try {
            consumer.close(CloseOptions.timeout(FAREWELL));
        } catch (KafkaException failed) {
            LOGGER.log(Level.FINE, "A reader of Kafka could not be closed properly", failed);
        }
    }
}
