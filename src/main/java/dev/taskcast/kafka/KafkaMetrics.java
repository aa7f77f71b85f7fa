package dev.taskcast.kafka;

import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.kafka.TakenRecords.Form;
import dev.taskcast.kafka.TakenRecords.Outcome;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.Locale;

/** The counters of the Kafka edge. */
@Singleton
final class KafkaMetrics {
    void register(
            @Observes Startup event,
            PrometheusRegistry metrics,
            UnusableRecords unusable,
            DeadLetters letters,
            PresenceTopic presence,
            RecordAppender appender,
            Losses losses,
            TopicWatch watch) {
        CounterWithCallback.builder()
                .name("taskcast_unusable_records")
                .help("Records that were skipped, by reason")
                .labelNames("reason")
                .callback(sample -> {
                    for (Reason reason : Reason.values()) {
                        sample.call(
                                (double) unusable.total(reason), reason.name().toLowerCase(Locale.ROOT));
                    }
                })
                .register(metrics);
        CounterWithCallback.builder()
                .name("taskcast_records")
                .help("Records that were read, by form and outcome")
                .labelNames("form", "outcome")
                .callback(sample -> {
                    for (Form form : Form.values()) {
                        for (Outcome outcome : Outcome.values()) {
                            sample.call((double) appender.taken().total(form, outcome), form.word(), outcome.word());
                        }
                    }
                })
                .register(metrics);
        CounterWithCallback.builder()
                .name("taskcast_dead_letters")
                .help("Records for the dead-letter topic, by outcome")
                .labelNames("outcome")
                .callback(sample -> {
                    sample.call((double) letters.copiedTotal(), "copied");
                    sample.call((double) letters.refusedTotal(), "refused");
                })
                .register(metrics);
        CounterWithCallback.builder()
                .name("taskcast_presence_records")
                .help("Records of the topic of presence, by outcome")
                .labelNames("outcome")
                .callback(sample -> {
                    sample.call((double) presence.writtenTotal(), "written");
                    sample.call((double) presence.unusableTotal(), "unusable");
                })
                .register(metrics);
        CounterWithCallback.builder()
                .name("taskcast_repeated_ids")
                .help("CloudEvents whose source and id were used before, by outcome")
                .labelNames("outcome")
                .callback(sample -> {
                    RepeatedIds repeated = appender.repeatedIds();
                    sample.call((double) repeated.copies(), "copy_dropped");
                    sample.call((double) repeated.reused(), "id_reused");
                })
                .register(metrics);
        CounterWithCallback.builder()
                .name("taskcast_lost_records")
                .help("How often records of the topic were lost and every client was told to reload, by cause")
                .labelNames("cause")
                .callback(sample -> {
                    for (Losses.Cause cause : Losses.Cause.values()) {
                        sample.call((double) losses.total(cause), cause.name().toLowerCase(Locale.ROOT));
                    }
                })
                .register(metrics);
        GaugeWithCallback.builder()
                .name("taskcast_kafka_up")
                .help("1 while the broker answers and the topic exists")
                .callback(sample -> sample.call(watch.trouble().isEmpty() ? 1 : 0))
                .register(metrics);
    }
}
