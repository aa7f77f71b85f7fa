package dev.taskcast.ingest;

import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.Publisher;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A topic with one partition that the test controls: it acknowledges, fails, throws or does not answer. */
final class FakePublisher implements Publisher {
    final List<OutgoingRecord> written = new ArrayList<>();
    final List<CompletableFuture<List<Receipt>>> waiting = new ArrayList<>();
    Behaviour behaviour = Behaviour.ACKNOWLEDGE;
    Predicate<OutgoingRecord> refuses = record -> false;

    enum Behaviour {
        ACKNOWLEDGE,
        FAIL,
        THROW,
        REFUSE,
        WAIT
    }

    @Override
    public CompletionStage<List<Receipt>> publish(List<OutgoingRecord> records) {
        List<Receipt> receipts = new ArrayList<>();
        for (OutgoingRecord record : records) {
            receipts.add(new Receipt(0, written.size()));
            written.add(record);
        }
        Behaviour now = records.stream().anyMatch(refuses) ? Behaviour.REFUSE : behaviour;
        return switch (now) {
            case ACKNOWLEDGE -> CompletableFuture.completedStage(receipts);
            case FAIL -> CompletableFuture.failedStage(new IllegalStateException("no broker"));
            case REFUSE ->
                CompletableFuture.failedStage(new UnusableRecordException(Reason.TOO_LARGE, "event: too large"));
            case THROW -> throw new IllegalStateException("buffer full");
            case WAIT -> {
                waiting.add(new CompletableFuture<>());
                yield waiting.get(waiting.size() - 1);
            }
        };
    }
}
