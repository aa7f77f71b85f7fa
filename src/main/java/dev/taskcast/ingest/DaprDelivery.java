package dev.taskcast.ingest;

import dev.taskcast.log.OutgoingRecord;
import dev.taskcast.log.UnusableRecordException;
import dev.taskcast.wire.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * What a Dapr sidecar delivers on {@code POST /task-updates}, one event or a bulk, on its way into the topic.
 *
 * <p>An event that this gateway wrote itself, which a sidecar that reads the same topic hands back, ends here: it
 * is acknowledged and not written again, so there is no loop. An event that can never be used is dropped, and
 * logged at most once a minute without its content. All else that goes wrong is a retry.
 */
@ApplicationScoped
public class DaprDelivery {
    private static final Logger LOGGER = Logger.getLogger(DaprDelivery.class.getName());
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Intake intake;
    private final InstantSource clock;
    private final AtomicReference<Instant> logged = new AtomicReference<>(Instant.MIN);

    /** For the container's proxy. */
    protected DaprDelivery() {
        this(null, null);
    }

    @Inject
    public DaprDelivery(Intake intake, InstantSource clock) {
        this.intake = intake;
        this.clock = clock;
    }

    /** Takes {@code message}; completes with the body of the answer, always normally. */
    CompletionStage<String> deliver(HttpMessage message) {
        try {
            Optional<DaprBulk> bulk = DaprBulk.of(message);
            return bulk.isPresent() ? entries(bulk.get()) : single(message).thenApply(DaprDelivery::answer);
        } catch (UnusableRecordException unusable) {
            return CompletableFuture.completedStage(answer(dropped(unusable)));
        }
    }

    private CompletionStage<DaprStatus> single(HttpMessage message) {
        if (isOurOwn(message)) {
            return CompletableFuture.completedStage(DaprStatus.SUCCESS);
        }
        try {
            return written(List.of(record(message)));
        } catch (UnusableRecordException unusable) {
            return CompletableFuture.completedStage(dropped(unusable));
        }
    }

    /** The usable ones are written together; each entry gets a status of its own, since Dapr retries what has none. */
    private CompletionStage<String> entries(DaprBulk bulk) {
        Map<String, DaprStatus> decided = new LinkedHashMap<>();
        List<OutgoingRecord> records = new ArrayList<>();
        for (DaprBulk.Entry entry : bulk.entries()) {
            DaprStatus status = DaprStatus.SUCCESS;
            try {
                if (!isOurOwn(entry.message())) {
                    records.add(record(entry.message()));
                }
            } catch (UnusableRecordException unusable) {
                status = dropped(unusable);
            }
            decided.put(entry.id(), status);
        }
        CompletionStage<DaprStatus> outcome =
                records.isEmpty() ? CompletableFuture.completedStage(DaprStatus.SUCCESS) : written(records);
        return outcome.thenApply(status -> answer(decided, status));
    }

    private OutgoingRecord record(HttpMessage message) throws UnusableRecordException {
        Submission submission;
        if (BinaryAttributes.areIn(message)) {
            submission = Submission.binary(DaprRaw.unwrapped(message));
        } else {
            Optional<Submission> raw = DaprRaw.of(message);
            submission = raw.isPresent() ? raw.get() : Submission.plain(message.body());
        }
        return intake.checked(submission, "dapr");
    }

    private CompletionStage<DaprStatus> written(List<OutgoingRecord> records) {
        try {
            return intake.write(records)
                    .handle((positions, failure) -> failure == null ? DaprStatus.SUCCESS : DaprStatus.RETRY);
        } catch (ProblemException tooManyInFlight) {
            return CompletableFuture.completedStage(DaprStatus.RETRY);
        }
    }

    private static boolean isOurOwn(HttpMessage message) {
        return message.header(Submission.VIA).isPresent();
    }

    private DaprStatus dropped(UnusableRecordException unusable) {
        Instant now = clock.instant();
        Instant before = logged.get();
        if (before.isBefore(now.minus(QUIET)) && logged.compareAndSet(before, now)) {
            LOGGER.log(
                    Level.WARNING,
                    "TASKCAST Event from Dapr dropped: {0} ({1}); the next one is logged in a minute at the earliest",
                    new Object[] {unusable.reason(), unusable.getMessage()});
        }
        return DaprStatus.DROP;
    }

    private static String answer(DaprStatus status) {
        return "{\"status\":\"" + status + "\"}";
    }

    private static String answer(Map<String, DaprStatus> decided, DaprStatus written) {
        return decided.entrySet().stream()
                .map(entry -> "{\"entryId\":"
                        + Json.quoted(entry.getKey())
                        + ",\"status\":\""
                        + (entry.getValue() == DaprStatus.DROP ? DaprStatus.DROP : written)
                        + "\"}")
                .collect(Collectors.joining(",", "{\"statuses\":[", "]}"));
    }
}
