package dev.taskcast.kafka;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What Kafka's consumer says about the channel; the connector itself gives no access to it. */
final class ChannelMetrics {
    private static final String CONSUMER = "kafka.consumer:type=consumer-metrics,client-id=";
    private static final String PARTITION = "kafka.consumer:type=consumer-fetch-manager-metrics,partition=%d,topic=%s,client-id=%s";

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final String clientId;

    ChannelMetrics(String clientId) {
        this.clientId = clientId;
    }

    /** How long ago the channel last asked for records; empty when it has no consumer or has never asked. */
    Optional<Duration> lastPollAge() {
        return number(CONSUMER + clientId, "last-poll-seconds-ago")
                .filter(seconds -> seconds >= 0)
                .map(seconds -> Duration.ofSeconds(seconds.longValue()));
    }

    /** How many offsets of {@code partition} are left to be read; empty when it was not read yet. */
    Optional<Long> lag(String topic, int partition) {
        return number(String.format(PARTITION, partition, topic.replace('.', '_'), clientId), "records-lag")
                .filter(lag -> !lag.isNaN())
                .map(Double::longValue);
    }

    private Optional<Double> number(String pattern, String attribute) {
        try {
            Set<ObjectName> names = beans.queryNames(new ObjectName(pattern), null);
            for (ObjectName name : names) {
                return Optional.of(((Number) beans.getAttribute(name, attribute)).doubleValue());
            }
            return Optional.empty();
        } catch (JMException notThere) {
            return Optional.empty();
        }
    }
}
