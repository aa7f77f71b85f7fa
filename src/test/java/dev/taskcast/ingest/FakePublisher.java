package dev.taskcast.ingest;

import dev.taskcast.log.OutgoingRecord;
import dev.taskcast.log.Publisher;
import dev.taskcast.log.UnusableRecordException;
import dev.taskcast.log.UnusableRecordException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A topic with one partition that does what the test says: acknowledge, fail, throw or say nothing. */
final class FakePublisher implements Publisher {
    final List<OutgoingRecord> written = new ArrayList<>();
    final List<CompletableFuture<List<Position>>> waiting = new ArrayList<>();
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
    public CompletionStage<List<Position>> publish(List<OutgoingRecord> records) {
        List<Position> positions = new ArrayList<>();
        for (OutgoingRecord record : records) {
            positions.add(new Position(0, written.size()));
            written.add(record);
        }
        Behaviour now = records.stream().anyMatch(refuses) ? Behaviour.REFUSE : behaviour;
        return switch (now) {
            case ACKNOWLEDGE -> CompletableFuture.completedStage(positions);
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
