package dev.taskcast.ingest;

import dev.taskcast.events.DroppedEvents;
import dev.taskcast.events.OnceAMinute;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.lines.LogFields;
import dev.taskcast.wire.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Takes what a Dapr sidecar delivers on {@code POST /task-updates}, one event or a bulk, and writes it into the topic.
 *
 * <p>A sidecar that reads the task topic delivers events that this gateway wrote itself. They are acknowledged and not
 * written again, so there is no loop. An event that can never be used is dropped: it goes to the dead-letter topic, if
 * there is one. It is logged without its content, at most once a minute. Every other failure is answered with a retry.
 */
@Singleton
final class DaprDelivery {
    private static final Logger LOGGER = Logger.getLogger(DaprDelivery.class.getName());

    private final Ingest ingest;
    private final DroppedEvents droppedEvents;
    private final InstantSource clock;
    private final AtomicLong total = new AtomicLong();
    private final OnceAMinute logged = new OnceAMinute();

    @Inject
    DaprDelivery(Ingest ingest, DroppedEvents droppedEvents, InstantSource clock) {
        this.ingest = ingest;
        this.droppedEvents = droppedEvents;
        this.clock = clock;
    }

    /** Takes {@code message}. The stage completes with the body of the answer, and never exceptionally. */
    CompletionStage<String> deliver(HttpMessage message, Sender sender) {
        Optional<DaprBulk> bulk = message.isEncoded() ? Optional.empty() : DaprBulk.of(message);
        return bulk.isPresent()
                ? entries(bulk.get(), sender)
                : single(message, sender, false).thenApply(DaprDelivery::answer);
    }

    private CompletionStage<DaprStatus> single(HttpMessage message, Sender sender, boolean isAway) {
        if (message.header(OutgoingRecord.VIA).isPresent()) {
            return CompletableFuture.completedStage(DaprStatus.SUCCESS);
        }
        try {
            OutgoingRecord record = record(message, sender);
            return isAway ? completed(DaprStatus.RETRY) : written(message, record);
        } catch (UnusableRecordException unusable) {
            return CompletableFuture.completedStage(dropped(message, unusable));
        }
    }

    /** Writes each entry separately and gives it its own status, so that a refused event stops no other. */
    private CompletionStage<String> entries(DaprBulk bulk, Sender sender) {
        Map<String, CompletableFuture<DaprStatus>> outcomes = new LinkedHashMap<>();
        bulk.tooLarge().ifPresent(id -> outcomes.put(id, completed(lost(tooLarge("entry")))));
        boolean isAway = false;
        for (DaprBulk.Entry entry : bulk.entries()) {
            CompletableFuture<DaprStatus> outcome = single(bulk, entry, sender, isAway);
            // Every further write could block as long as this write.
            isAway |= outcome.isDone() && outcome.join() == DaprStatus.RETRY;
            outcomes.put(entry.id(), outcome);
        }
        return CompletableFuture.allOf(outcomes.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> answer(outcomes));
    }

    private CompletableFuture<DaprStatus> single(DaprBulk bulk, DaprBulk.Entry entry, Sender sender, boolean isAway) {
        try {
            return single(bulk.message(entry), sender, isAway).toCompletableFuture();
        } catch (UnusableRecordException unusable) {
            return completed(dropped(new HttpMessage(Map.of(), entry.json()), unusable));
        }
    }

    private OutgoingRecord record(HttpMessage message, Sender sender) throws UnusableRecordException {
        if (message.isEncoded()) {
            throw new UnusableRecordException(UnusableRecordException.Reason.NOT_JSON, "event: compressed");
        }
        if (!message.isWhole()) {
            throw tooLarge("event");
        }
        return ingest.checked(ingest.traced(submission(message), message), sender);
    }

    private static Submission submission(HttpMessage message) throws UnusableRecordException {
        if (BinaryAttributes.areIn(message)) {
            return Submission.binary(DaprRaw.unwrapped(message));
        }
        Optional<Submission> raw = DaprRaw.of(message);
        return raw.isPresent() ? raw.get() : Submission.plain(message.body());
    }

    private CompletionStage<DaprStatus> written(HttpMessage message, OutgoingRecord record) {
        return ingest.write(List.of(record)).handle((receipts, failure) -> {
            if (failure == null) {
                return DaprStatus.SUCCESS;
            }
            return Ingest.refusal(failure)
                    .map(unusable -> dropped(message, unusable))
                    .orElse(DaprStatus.RETRY);
        });
    }

    /** Drops the unchanged {@code message} into the dead letters. */
    private DaprStatus dropped(HttpMessage message, UnusableRecordException unusable) {
        if (!message.isWhole()) {
            return lost(unusable);
        }
        Map<String, String> headers = new HashMap<>();
        headers.put(OutgoingRecord.VIA, "dapr");
        message.header("content-type").ifPresent(type -> headers.put("content-type", type));
        droppedEvents.keep(new OutgoingRecord(Optional.empty(), message.body(), headers), unusable.reason());
        return dropped(unusable);
    }

    private DaprStatus lost(UnusableRecordException unusable) {
        droppedEvents.lose();
        return dropped(unusable);
    }

    private DaprStatus dropped(UnusableRecordException unusable) {
        long dropped = total.incrementAndGet();
        if (logged.isDue(clock.instant())) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1102W: Event from Dapr dropped: {0} ({1}); {2,number,#} so far, the next one is logged in a minute at the"
                            + " earliest",
                    "reason",
                    unusable.reason(),
                    "detail",
                    unusable.getMessage(),
                    "total_long",
                    dropped);
        }
        return DaprStatus.DROP;
    }

    private static UnusableRecordException tooLarge(String what) {
        return new UnusableRecordException(
                UnusableRecordException.Reason.TOO_LARGE, what + ": larger than a request may be");
    }

    private static CompletableFuture<DaprStatus> completed(DaprStatus status) {
        return CompletableFuture.completedFuture(status);
    }

    private static String answer(DaprStatus status) {
        return "{\"status\":\"" + status + "\"}";
    }

    private static String answer(Map<String, CompletableFuture<DaprStatus>> outcomes) {
        return outcomes.entrySet().stream()
                .map(entry -> "{\"entryId\":"
                        + Json.quoted(entry.getKey())
                        + ",\"status\":\""
                        + entry.getValue().join()
                        + "\"}")
                .collect(Collectors.joining(",", "{\"statuses\":[", "]}"));
    }
}
