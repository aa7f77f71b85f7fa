package dev.taskcast.ingest;

import dev.taskcast.config.IngestSettings;
import dev.taskcast.events.Event;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.Publisher;
import dev.taskcast.events.Publisher.Receipt;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Checks events and writes them to the topic.
 *
 * <p>Thread-safe. {@link RequestRoom} bounds the number of requests that wait for Kafka.
 */
@Singleton
final class Ingest {
    private static final int RETRY_SECONDS = 2;

    private final IngestSettings settings;
    private final RecordParser parser;
    private final Publisher publisher;
    private final InstantSource clock;
    private final Tracing tracing;

    @Inject
    Ingest(IngestSettings settings, RecordParser parser, Publisher publisher, InstantSource clock, Tracing tracing) {
        this.tracing = tracing;
        this.settings = settings;
        this.parser = parser;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** {@code submission} with the trace of {@code message}, in which it arrived. */
    Submission traced(Submission submission, HttpMessage message) {
        return tracing.isOn() ? submission.with(tracing.headers(message::header)) : submission;
    }

    /**
     * The record for {@code submission}, if every replica will be able to use it.
     *
     * @param sender the sender, which must have the right to send this event
     */
    OutgoingRecord checked(Submission submission, Sender sender) throws UnusableRecordException {
        if (submission.value().length > settings.maxEventBytes()) {
            throw new UnusableRecordException(
                    UnusableRecordException.Reason.TOO_LARGE,
                    "event: more than " + settings.maxEventBytes() + " bytes");
        }
        Event event = parser.parse(submission.asRead(clock.millis()));
        sender.require(event);
        return OutgoingRecord.of(event, submission.value(), submission.headers(), sender.via());
    }

    /**
     * Writes {@code records}. The stage completes with their receipts. It completes with an
     * {@link UnusableRecordException} if the topic refuses a record for its content or size. It completes with a 503 if
     * Kafka has not acknowledged all of them in time. Some records may be written then. An event with an identity may
     * be submitted again, and is delivered once.
     */
    CompletionStage<List<Receipt>> write(List<OutgoingRecord> records) {
        return published(records)
                .orTimeout(settings.ackTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)
                        .<Throwable>map(unusable -> unusable)
                        .orElseGet(() ->
                                ProblemException.unavailable("Kafka has not acknowledged the event", RETRY_SECONDS))));
    }

    /** Checks all events of a request together, and then writes them. */
    CompletionStage<List<Receipt>> accept(HttpMessage message, Sender sender) {
        if (!message.isWhole()) {
            throw ProblemException.tooLarge("The body has more than " + settings.maxRequestBytes() + " bytes");
        }
        List<OutgoingRecord> records = new ArrayList<>();
        try {
            for (Submission submission : Submission.of(message, settings.maxBatch())) {
                records.add(checked(traced(submission, message), sender));
            }
        } catch (UnusableRecordException unusable) {
            throw problem(unusable).member("index", records.size());
        }
        return write(records)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        refusal(failure).<Throwable>map(Ingest::problem).orElse(failure)));
    }

    /** Why a record is unusable, if {@code failure} says so. Then another try would not help. */
    static Optional<UnusableRecordException> refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof UnusableRecordException unusable ? Optional.of(unusable) : Optional.empty();
    }

    private CompletableFuture<List<Receipt>> published(List<OutgoingRecord> records) {
        try {
            return publisher.publish(records).toCompletableFuture().copy();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** The detail of an unusable record begins with the field's name. */
    private static ProblemException problem(UnusableRecordException unusable) {
        String detail = unusable.getMessage();
        ProblemException problem =
                switch (unusable.reason()) {
                    case NOT_ALLOWED -> ProblemException.forbidden(detail);
                    case TOO_LARGE -> ProblemException.tooLarge(detail);
                    default -> ProblemException.badRequest(detail);
                };
        int colon = detail.indexOf(':');
        if (colon > 0) {
            problem.member("field", detail.substring(0, colon));
        }
        return problem.member("reason", unusable.reason().name());
    }
}
